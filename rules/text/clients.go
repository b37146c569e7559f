package text

import "maps"

var multipleEDR = Entry{
	Title:  Text{"Several appliances serve the same clients or manager", "複数のアプライアンスが同じクライアントまたはマネージャーを担当している"},
	Strong: Text{"one client calls at two appliances, or two appliances call at one manager", "1 台のクライアントが 2 台のアプライアンスに、または 2 台のアプライアンスが 1 台のマネージャーに接続している"},
	Needs:  Text{"every appliance (--edr for each); the managers", "すべてのアプライアンス(--edr を複数指定)とマネージャー"},
	Quiet:  Text{"fewer than two appliances are told", "指定されたアプライアンスが 2 台未満の場合"},
	Says: map[string]Text{
		"title":         {"{clients:client calls|clients call} at more than one appliance", "{clients} 台のクライアントが複数のアプライアンスに接続しています"},
		"what":          {"The same clients called at {hosts}.", "同じクライアントが {hosts} に接続しました。"},
		"title.manager": {"Several appliances call at the manager {manager}", "複数のアプライアンスがマネージャー {manager} に接続しています"},
		"what.manager":  {"{hosts} call at the same manager. If they include the same groups, each overwrites the other's policy.", "{hosts} が同じマネージャーに接続しています。同じグループを含む場合、互いのポリシーを上書きします。"},
		"groups":        {"Make sure that no SEPM group is included in more than one appliance. Several private servers in one policy are in order.", "1 つの SEPM グループが複数のアプライアンスに含まれていないことを確認してください。1 つのポリシーに複数のプライベートサーバーがあること自体は正常です。"},
	},
}

var multipleManagers = Entry{
	Title: Text{"Clients call at several managers", "クライアントが複数のマネージャーに接続している"},
	Hint:  Text{"one client calls at two managers of the inventory; a management server list does that too", "1 台のクライアントが登録された 2 台のマネージャーに接続している(管理サーバーリストでも同様になる)"},
	Needs: Text{"the managers (--sepm for each)", "すべてのマネージャー(--sepm を複数指定)"},
	Quiet: Text{"fewer than two managers are told", "指定されたマネージャーが 2 台未満の場合"},
	Says: map[string]Text{
		"title":  {"{clients:client calls|clients call} at more than one manager", "{clients} 台のクライアントが複数のマネージャーに接続しています"},
		"what":   {"The same clients called at {hosts}. Groups of the same name may be set differently there.", "同じクライアントが {hosts} に接続しました。同じ名前のグループの設定がマネージャーごとに異なる可能性があります。"},
		"groups": {"Compare External Communications of the clients' group on these managers.", "これらのマネージャーで、クライアントのグループの「外部通信」設定を比較してください。"},
	},
}

var enrollmentLoop = Entry{
	Title:  Text{"Clients try to enrol again and again", "クライアントが登録を繰り返し試みている"},
	Proof:  Text{"decrypted: the appliance answered five requests or more of the client with 401 or 403, and none with success", "復号したセッションで、アプライアンスがクライアントの要求に 401 または 403 を 5 回以上返し、成功の応答がない"},
	Strong: Text{"five attempts or more at the appliance, none with success", "アプライアンスへの試行が 5 回以上で、成功がない"},
	Hint:   Text{"five short exchanges or more and no long poll, while other clients hold one", "短いやり取りが 5 回以上あり、ロングポーリングがない(ほかのクライアントにはある)"},
	Needs:  Text{"the appliances", "アプライアンス"},
	Quiet:  Text{"no appliance is told", "アプライアンスの指定がない場合"},
	Says: map[string]Text{
		"title":          {"{clients:client tries|clients try} {appliance} again and again", "{clients} 台のクライアントが {appliance} に繰り返し接続を試みています"},
		"title.refused":  {"{appliance} refuses the requests of {clients:client|clients}", "{appliance} が {clients} 台のクライアントの要求を拒否しています"},
		"failing":        {"Of {tries:attempt|attempts} none succeeded. The usual time between two is {period}.", "{tries} 回の試行がすべて失敗しました。通常の間隔は {period} です。"},
		"brief":          {"In {tries:session|sessions} TLS was established and the exchange was short; none of these clients holds the long poll that enrolled clients hold. The appliance may refuse them.", "{tries} 件のセッションで TLS は確立しましたが、やり取りは短時間で終わり、登録済みクライアントが保持するロングポーリングがありません。アプライアンスが拒否している可能性があります。"},
		"refused":        {"The appliance answered {refused:request|requests} of these clients with 401 or 403 and none with success: it does not accept what they authenticate with. The usual time between two sessions is {period}.", "アプライアンスはこれらのクライアントの {refused} 件の要求に 401 または 403 を返し、成功の応答はありません。クライアントの認証を受け入れていません。セッションの通常の間隔は {period} です。"},
		"refused_remedy": {"On the appliance, look at these clients' state, and whether their group is included and no other appliance serves it. 'edrtap http' lists the requests and their statuses.", "アプライアンスでこれらのクライアントの状態を確認し、グループが含まれているか、別のアプライアンスが担当していないかを確認してください。要求と状態コードは 'edrtap http' で一覧できます。"},
		"failing_remedy": {"See the other findings about these clients for the reason; the period tells how long to wait after a change.", "原因はこれらのクライアントに関するほかの検出結果を参照してください。間隔は、変更後にどれだけ待てばよいかの目安になります。"},
		"brief_remedy":   {"On the appliance, look at these clients' state, and whether their group is included and no other appliance serves it.", "アプライアンスでこれらのクライアントの状態を確認し、グループが含まれているか、別のアプライアンスが担当していないかを確認してください。"},
	},
}

var reconnectStorm = Entry{
	Title: Text{"Clients connect in vain many times a minute", "クライアントが毎分何度も接続に失敗している"},
	Proof: Text{"30 connections or more of one client in a minute, four of five in vain", "1 台のクライアントが 1 分間に 30 回以上接続し、5 回中 4 回以上が失敗している"},
	Needs: Text{"nothing", "なし"},
	Quiet: Text{"most connections carried requests", "ほとんどの接続で要求が送られている場合"},
	Says: map[string]Text{
		"title": {"{clients:client storms|clients storm} {server} with connections", "{clients} 台のクライアントが {server} に大量の接続を繰り返しています"},
		"what":  {"Up to {most:connection|connections} a minute of one client, nearly all in vain.", "1 台のクライアントから毎分最大 {most} 回の接続があり、ほとんどが失敗しています。"},
		"cause": {"See the other findings about these clients for the reason.", "原因はこれらのクライアントに関するほかの検出結果を参照してください。"},
		"limit": {"Until it is mended, stop the service on the worst of them: it loads the appliance.", "解決するまで、最も多いクライアントのサービスを停止してください。アプライアンスの負荷になります。"},
	},
}

var clockSkew = Entry{
	Title:  Text{"Clients' clocks are wrong", "クライアントの時計がずれている"},
	Strong: Text{"the client's ClientHellos agree on a time five minutes or more from that of the other clients; or it holds a certificate for expired that is valid", "クライアントの ClientHello が示す時刻が、ほかのクライアントと 5 分以上異なる。または有効な証明書を期限切れと判断した"},
	Hint:   Text{"too few clients tell their time to say whose clock is wrong", "時刻を示すクライアントが少なく、どの時計がずれているか判断できない"},
	Needs:  Text{"nothing; only some clients put their clock into the ClientHello", "なし(ClientHello に時刻を入れるのは一部のクライアントだけ)"},
	Quiet:  Text{"the ClientHellos hold random bytes", "ClientHello が乱数の場合"},
	Says: map[string]Text{
		"title":         {"The {clients:clock of 1 client is|clocks of clients are} wrong, by up to {worst}", "{clients} 台のクライアントの時計が最大 {worst} ずれています"},
		"what":          {"The ClientHellos of {clients:client|clients} tell a time that is off by up to {worst}. Certificates are checked by the client's clock.", "{clients} 台のクライアントの ClientHello が示す時刻が最大 {worst} ずれています。証明書はクライアントの時計で検証されます。"},
		"fleet":         {"The others of {fleet:client|clients} agree with each other.", "時刻を示す {fleet} 台のうち、ほかのクライアントの時刻は一致しています。"},
		"alone":         {"Only {fleet:client tells|clients tell} the time, so it may be the sensor's clock as well.", "時刻を示すクライアントが {fleet} 台だけなので、センサーの時計がずれている可能性もあります。"},
		"title.expired": {"{clients:client holds|clients hold} the valid certificate of {server} for expired", "{clients} 台のクライアントが {server} の有効な証明書を期限切れと判断しています"},
		"expired":       {"{clients:client|clients} ended {sessions:session|sessions} with certificate_expired, though the certificate is valid from {from} to {to}. The client's clock, or a CA certificate in its store, is out of date.", "{clients} 台のクライアントが {sessions} 件のセッションを certificate_expired で終了しましたが、証明書の有効期間は {from} から {to} です。クライアントの時計がずれているか、クライアントの CA 証明書が期限切れです。"},
		"clock":         {"Check time synchronisation on these clients (w32tm /query /status).", "これらのクライアントの時刻同期を確認してください(w32tm /query /status)。"},
	},
}

var sensorClock = Entry{
	Title:  Text{"The sensor's clock is wrong", "センサーの時計がずれている"},
	Strong: Text{"three clients or more agree on a time a minute or more from the sensor's", "3 台以上のクライアントの時刻が一致し、センサーと 1 分以上異なる"},
	Needs:  Text{"nothing; only some clients put their clock into the ClientHello", "なし(ClientHello に時刻を入れるのは一部のクライアントだけ)"},
	Quiet:  Text{"the clients do not agree", "クライアントの時刻が一致しない場合"},
	Says: map[string]Text{
		"title": {"The clock of the capturing machine is off by {offset}", "キャプチャ機器の時計が {offset} ずれています"},
		"what":  {"The ClientHellos of {clients:client|clients} agree on a time that is {offset} ahead of the capture's (behind, where negative). Whether certificates had expired is judged by the capture's clock.", "{clients} 台のクライアントの ClientHello が示す時刻は、キャプチャの時刻より {offset} 進んでいます(負の値は遅れ)。証明書の期限はキャプチャの時計で判定しています。"},
		"ntp":   {"Synchronise the capturing machine's clock.", "キャプチャ機器の時刻を同期してください。"},
	},
}

var managerNameMismatch = Entry{
	Title:  Text{"The manager's certificate is not for the name in use", "マネージャーの証明書が使われている名前と一致しない"},
	Proof:  Text{"the name in server_name and the certificate were seen, and they do not match by RFC 9525", "server_name の名前と証明書が観測され、RFC 9525 の規則で一致しない"},
	Strong: Text{"a caller without a server name rejects a certificate that lacks the address", "サーバー名を送らない接続元が、アドレスを含まない証明書を拒否した"},
	Hint:   Text{"as strong, but another fault of the certificate explains the rejection as well, or it was seen once only", "同上だが、証明書の別の問題でも説明できる、または 1 回しか観測されていない"},
	Needs:  Text{"the managers (--sepm); the sensor must see the appliance's connections to them", "マネージャー(--sepm)。センサーからアプライアンスとの通信が見える必要がある"},
	Quiet:  Text{"the certificate was not visible (TLS 1.3, resumption)", "証明書が見えない場合(TLS 1.3、再開)"},
	Says:   with(managerWords(), reactions),
}

// managerWords are those of nameMismatch, with what to do at the manager.
func managerWords() map[string]Text {
	words := maps.Clone(nameMismatch.Says)
	words["title"] = Text{"The certificate of the manager {server} is not valid for {name}", "マネージャー {server} の証明書は {name} に対して有効ではありません"}
	words["policy"] = Text{"On the appliance, in SEPM Controller, enter {enter} as the manager's name, exactly so.", "アプライアンスの「SEPM コントローラー」で、マネージャーの名前を {enter} と正確に入力してください。"}
	words["reissue"] = Text{"Or issue a new server certificate for the manager that holds {name}.", "または、{name} を含むマネージャーのサーバー証明書を新しく発行してください。"}
	return words
}

var managerUnreachable = Entry{
	Title:  Text{"The manager cannot be reached", "マネージャーに到達できない"},
	Proof:  edrUnreachable.Proof,
	Strong: edrUnreachable.Strong,
	Needs:  Text{"the managers (--sepm)", "マネージャー(--sepm)"},
	Quiet:  edrUnreachable.Quiet,
	Says: with(edrUnreachable.Says, map[string]Text{
		"service": {"Check that the manager's service is running. Policies reach clients through it.", "マネージャーのサービスが稼働していることを確認してください。ポリシーはマネージャー経由で配布されます。"},
		"address": {"Check the management server list that the clients have.", "クライアントの管理サーバーリストを確認してください。"},
	}),
}
