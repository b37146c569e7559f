package text

var interceptingIssuer = Entry{
	Title:  Text{"An intercepting device issued the certificate", "傍受機器が証明書を発行している"},
	Proof:  Text{"the issuer is that of an intercepting product, and the certificate is none of those told for the appliance", "発行者が傍受製品のもので、かつアプライアンスの既知の証明書のいずれでもない"},
	Strong: Text{"the issuer bears the name of an intercepting product, or the certificate is none of those told for the appliance", "発行者の名前が傍受製品のもの、またはアプライアンスの既知の証明書のいずれでもない"},
	Hint:   Text{"the issuer's name resembles that of such a product", "発行者の名前が傍受製品に似ている"},
	Needs:  Text{"the appliance's certificate (--edr-cert) for proof", "証明にはアプライアンスの証明書(--edr-cert)が必要"},
	Quiet:  Text{"the certificate was not visible (TLS 1.3, resumption), or the device signs with a CA of the customer's own name", "証明書が見えない場合(TLS 1.3、再開)、または顧客名の CA で署名する機器の場合"},
	Says: with(map[string]Text{
		"title":     {"TLS to {server} is intercepted: the certificate was issued by {issuer}", "{server} への TLS が傍受されています(証明書の発行者: {issuer})"},
		"product":   {"{clients:client was|clients were} shown the certificate {subject}, issued by {issuer}. That issuer is of the kind: {product}.", "{clients} 台のクライアントに証明書 {subject}(発行者: {issuer})が提示されました。この発行者の種類: {product}。"},
		"forged":    {"It is none of the certificates told for the appliance, so a device between them made it, or the appliance has a new one.", "これはアプライアンスの既知の証明書ではないため、途中の機器が作成したか、アプライアンスの証明書が更新されています。"},
		"proxy":     {"The session went through the proxy {proxy}.", "このセッションはプロキシ {proxy} を経由しています。"},
		"bypass":    {"On the intercepting device, exempt the appliance's name and address from TLS inspection.", "傍受機器で、アプライアンスの名前とアドレスを TLS 検査の対象から除外してください。"},
		"trust":     {"Installing the device's CA on the clients is no remedy as long as SEP expects the appliance's own certificate.", "SEP がアプライアンス自身の証明書を要求する限り、機器の CA をクライアントに登録しても解決しません。"},
		"designed":  {"The proxy is told to be the designed path and to end TLS, so this is to be expected; SEP has to be told its certificate, or be exempted.", "このプロキシは TLS を終端する設計上の経路として登録されているため、想定内です。SEP にその証明書を指定するか、検査の対象から除外する必要があります。"},
		"proxy_off": {"In External Communications > Proxy, test with a client that uses no proxy.", "「外部通信」>「プロキシ」で、プロキシを使わないクライアントで試してください。"},
	}, reactions),
}

var bypassProxy = map[string]Text{
	"bypass": {"Or let clients reach the appliance without the proxy (External Communications > Proxy, and the system's proxy exceptions).", "または、クライアントがプロキシを使わずにアプライアンスへ接続できるようにしてください(「外部通信」>「プロキシ」、およびシステムのプロキシ例外)。"},
}

// servedOthers is said where not all were refused for good.
var servedOthers = map[string]Text{
	"others": {"{others:other client|other clients} got on afterwards, through the proxy or past it.", "ほかの {others} 台は、その後プロキシ経由または直接で通信できています。"},
}

var proxyAuthRequired = Entry{
	Title: Text{"The proxy wants authentication", "プロキシが認証を要求する"},
	Proof: Text{"the proxy's answer 407 to CONNECT", "CONNECT に対するプロキシの 407 応答"},
	Needs: Text{"nothing", "なし"},
	Quiet: Text{"a later request of the same connection was answered with success; it only informs where all these clients were served through the proxy afterwards", "同じ接続の後の要求が成功した場合(その後すべてのクライアントがプロキシ経由で通信できていれば情報のみ)"},
	Says: with(map[string]Text{
		"title":       {"The proxy {server} wants authentication for {target}", "プロキシ {server} が {target} への接続に認証を要求しています"},
		"what":        {"The proxy answered the CONNECT of {clients:client|clients} to {target} with 407. The SEP service runs as the system and has no user's credentials.", "プロキシは {clients} 台のクライアントの {target} への CONNECT に 407 を返しました。SEP サービスはシステムとして動作し、ユーザーの資格情報を持ちません。"},
		"credentials": {"Or enter credentials for the proxy in External Communications > Proxy.", "または、「外部通信」>「プロキシ」にプロキシの資格情報を設定してください。"},
	}, bypassProxy, recovered, servedOthers),
}

var proxyRefused = Entry{
	Title:  Text{"The proxy refuses the connection", "プロキシが接続を拒否する"},
	Proof:  Text{"the proxy's answer to CONNECT is an error of the client's side", "CONNECT に対するプロキシの応答がクライアント側エラーである"},
	Strong: Text{"the proxy agreed, and the tunnel was cut before a ServerHello", "プロキシが了承した後、ServerHello の前にトンネルが切断された"},
	Needs:  Text{"nothing", "なし"},
	Quiet:  Text{"407 and errors of the server's side have rules of their own", "407 とサーバー側エラーには別のルールがある"},
	Says: with(map[string]Text{
		"title":         {"The proxy {server} refuses {target}", "プロキシ {server} が {target} を拒否しています"},
		"what":          {"The proxy did not agree to the request of {clients:client|clients} to connect to {target} (status {status}).", "プロキシは {clients} 台のクライアントの {target} への接続要求を了承しませんでした(状態コード {status})。"},
		"title.unasked": {"The proxy {server} refuses {clients:client|clients}", "プロキシ {server} が {clients} 台のクライアントを拒否しています"},
		"unasked":       {"The SOCKS proxy accepts none of the ways to authenticate that {clients:client offers|clients offer}, or not their user name and password (status {status}). The SEP service runs as the system and has no user's credentials.", "SOCKS プロキシは、{clients} 台のクライアントが提示した認証方式のいずれも、またはユーザー名とパスワードを受け入れませんでした(状態コード {status})。SEP サービスはシステムとして動作し、ユーザーの資格情報を持ちません。"},
		"cut":           {"The proxy agreed to connect {clients:client|clients} to {target} (status {status}), and the tunnel was cut before the server's first answer.", "プロキシは {clients} 台のクライアントの {target} への接続を了承しましたが(状態コード {status})、サーバーの最初の応答の前にトンネルが切断されました。"},
		"plain":         {"The proxy agreed to connect {clients:client|clients} to {target} (status {status}), and what came back to the ClientHello was in clear: a page of the proxy's own, or the words of a server that speaks no TLS.", "プロキシは {clients} 台のクライアントの {target} への接続を了承しましたが(状態コード {status})、ClientHello に対して平文が返されました(プロキシ自身のページ、または TLS を使わないサーバーの応答)。"},
		"admit":         {"Let the proxy serve these clients without credentials.", "プロキシで、これらのクライアントを認証なしで許可してください。"},
		"allow":         {"Allow {target} in the proxy's rules for these clients.", "プロキシの規則で、これらのクライアントから {target} への接続を許可してください。"},
	}, bypassProxy, recovered, servedOthers),
}

var proxyUpstreamFailed = Entry{
	Title: Text{"The proxy cannot reach the server", "プロキシがサーバーに到達できない"},
	Proof: Text{"the proxy's answer to CONNECT is an error of the server's side (500, 502, 503, 504)", "CONNECT に対するプロキシの応答がサーバー側エラー(500、502、503、504)である"},
	Needs: Text{"nothing", "なし"},
	Quiet: Text{"other answers have rules of their own", "ほかの応答には別のルールがある"},
	Says: with(map[string]Text{
		"title":      {"The proxy {server} cannot reach {target}", "プロキシ {server} が {target} に到達できません"},
		"what":       {"The proxy answered the CONNECT of {clients:client|clients} to {target} with {status}: it could not resolve the name or reach the server.", "プロキシは {clients} 台のクライアントの {target} への CONNECT に {status} を返しました。名前を解決できないか、サーバーに到達できません。"},
		"proxy_path": {"From the proxy, check name resolution and the path to {target}.", "プロキシから {target} の名前解決と経路を確認してください。"},
	}, bypassProxy, recovered, servedOthers),
}

var proxyInPath = Entry{
	Title: Text{"A proxy is in the path", "経路にプロキシがある"},
	Proof: Text{"a CONNECT, a SOCKS request or a PROXY header was seen, or the client's address is a proxy's", "CONNECT、SOCKS 要求、PROXY ヘッダーが観測された、またはクライアントのアドレスがプロキシのものである"},
	Needs: Text{"the proxies' addresses where they hide; which of them are designed, to say that a path is another one", "見えないプロキシの場合はそのアドレス。想定外の経路を示すには、設計上の経路かどうか(designed)"},
	Quiet: Text{"no such thing was seen", "該当するものがない場合"},
	Says: map[string]Text{
		"title.direct": {"{clients:client goes|clients go} to {server} directly, and not through {designed}", "{clients} 台のクライアントが {designed} を経由せず {server} に直接接続しています"},
		"direct":       {"{sessions:session|sessions} to {server} went past {designed}, through which clients are meant to go.", "{server} への {sessions} 件のセッションが、経由するはずの {designed} を通っていません。"},
		"designed":     {"That is the designed path.", "これは設計どおりの経路です。"},
		"undesigned":   {"Clients are meant to go through {designed}.", "本来は {designed} を経由する設計です。"},
		"setting":      {"In SEPM, check the proxy settings of External Communications: a change of the Private Cloud settings can reset them.", "SEPM で「外部通信」のプロキシ設定を確認してください。プライベートクラウドの設定変更でリセットされることがあります。"},

		"title":   {"{clients:client goes|clients go} through a proxy at {server}", "{clients} 台のクライアントが {server} でプロキシを経由しています"},
		"what":    {"{sessions:session|sessions} went through the proxy {server}, for {targets}.", "{sessions} 件のセッションがプロキシ {server} を経由しています(宛先: {targets})。"},
		"unnamed": {"{sessions:session|sessions} went through the proxy {server}.", "{sessions} 件のセッションがプロキシ {server} を経由しています。"},
		"behind":  {"{sessions:session|sessions} to {server} came from a proxy and not from the clients themselves.", "{server} への {sessions} 件のセッションは、クライアント自身ではなくプロキシからのものです。"},
		"test":    {"If clients fail, test one of them without the proxy.", "クライアントで障害が起きている場合は、プロキシを使わずに試してください。"},
	},
}

var edrUnreachable = Entry{
	Title:  Text{"The server cannot be reached", "サーバーに到達できない"},
	Proof:  Text{"the connection request was answered with a reset, or with an ICMP error that says that it does not get there", "接続要求にリセット、または到達不能を示す ICMP エラーが返された"},
	Strong: Text{"connection requests, sent again, got no answer", "再送を含む接続要求に応答がなかった"},
	Needs:  Text{"the appliances, and the proxies where clients use any; without appliances, servers on ports of TLS are looked at", "アプライアンスと、使われている場合はプロキシ(アプライアンスの指定がなければ TLS のポートのサーバーが対象)"},
	Quiet:  Text{"the sensor misses one direction, or loses much of half of the sessions; or a single request at the end of the capture got no answer", "片方向しか見えていない場合、半数のセッションに欠落がある場合、またはキャプチャ終端の 1 回だけの要求の場合"},
	Says: map[string]Text{
		"title":         {"{clients:client cannot|clients cannot} connect to {server}", "{clients} 台のクライアントが {server} に接続できません"},
		"what.drop":     {"{sessions:attempt|attempts} to connect to {server} got no answer at all.", "{server} への {sessions} 件の接続要求に、まったく応答がありませんでした。"},
		"what.icmp":     {"An {icmp} error (type {type}, code {code}: destination unreachable) was the answer to {sessions:attempt|attempts} to connect to {server}: a router or firewall on the way has no route there, or forbids it.", "{server} への {sessions} 件の接続要求に {icmp} エラー(タイプ {type}、コード {code}: 宛先到達不能)が返されました。途中のルーターかファイアウォールに経路がないか、通信が禁止されています。"},
		"remedy.icmp":   {"Look for the router or firewall that sent the ICMP error, by its address in the capture, and give it a route to {server} or a rule that lets connections pass.", "ICMP エラーの送信元(キャプチャ内のアドレス)のルーターまたはファイアウォールを確認し、{server} への経路または許可ルールを設定してください。"},
		"what.reject":   {"A TCP reset was the answer to {sessions:attempt|attempts} to connect to {server}.", "{server} への {sessions} 件の接続要求が TCP リセットで拒否されました。"},
		"version":       {"Its name has addresses of the other IP version as well, where {served:client is|clients are} served: a client that has both goes on there.", "この名前には別の IP バージョンのアドレスもあり、{served} 台のクライアントがそちらで通信できています。両方を使えるクライアントはそちらに接続します。"},
		"recovered":     {"{recovered} of these clients connected later, or at another address or port of the host.", "このうち {recovered} 台は後で、またはホストの別のアドレスかポートで接続できています。"},
		"past":          {"They went there directly and are meant to go through {designed}: their proxy setting may have been lost.", "直接接続していますが、本来は {designed} を経由する設計です。プロキシ設定が失われた可能性があります。"},
		"setting":       {"In SEPM, check the proxy settings of External Communications: a change of the Private Cloud settings can reset them.", "SEPM で「外部通信」のプロキシ設定を確認してください。プライベートクラウドの設定変更でリセットされることがあります。"},
		"proxy":         {"That is a proxy: clients that are told to go through it get no further, wherever they want to go.", "これはプロキシです。プロキシを経由する設定のクライアントは、どの宛先にも接続できません。"},
		"proxy_service": {"Check that the proxy is running and listens on this port.", "プロキシが稼働し、このポートで待ち受けていることを確認してください。"},
		"remedy.drop":   {"Look for a firewall that drops connections to {server}, and check that the host is up and its route back to the clients works.", "{server} への接続を破棄するファイアウォールがないか、ホストが稼働しクライアントへの戻り経路があるかを確認してください。"},
		"remedy.reject": {"Look for a firewall that rejects connections to {server}, and check that the port is open on the host.", "{server} への接続を拒否するファイアウォールがないか、ホストでポートが開いているかを確認してください。"},
		"service":       {"Check that the appliance's service is running.", "アプライアンスのサービスが稼働していることを確認してください。"},
		"address":       {"Check that the clients' policy names the right address or name.", "クライアントのポリシーのアドレスまたは名前が正しいことを確認してください。"},
	},
}

var noClientHello = Entry{
	Title:  Text{"Clients connect and say nothing", "クライアントが接続後に何も送らない"},
	Strong: Text{"the same client again and again, waiting, and never with success", "同じクライアントが繰り返し待機し、成功したことがない"},
	Hint:   Text{"else; a port check looks the same", "それ以外(ポート監視でも同じように見える)"},
	Needs:  Text{"nothing", "なし"},
	Quiet:  Text{"the server speaks no TLS, or the capture has gaps in the session", "サーバーが TLS を使わない場合、キャプチャに欠落がある場合"},
	Says: map[string]Text{
		"title": {"{clients:client connects|clients connect} to {server} without a ClientHello", "{clients} 台のクライアントが {server} に接続後 ClientHello を送っていません"},
		"what":  {"In {sessions:connection|connections} to {server} the client sent no byte.", "{server} への {sessions} 件の接続で、クライアントは 1 バイトも送りませんでした。"},
		"again": {"It happens again and again, and the connections were held open: something on the path may swallow the ClientHello.", "繰り返し発生し、接続は開いたままでした。経路上で ClientHello が失われている可能性があります。"},
		"check": {"Find out whether a port check does this; if not, capture on the client at the same time.", "ポート監視によるものか確認し、そうでなければクライアント側で同時にキャプチャしてください。"},
	},
}

var noServerHello = Entry{
	Title:  Text{"The server does not answer the ClientHello", "サーバーが ClientHello に応答しない"},
	Strong: Text{"the ClientHello was seen, and nothing came back until the client gave up, or for ten seconds", "ClientHello が観測されたが、クライアントがあきらめるまで、または 10 秒間、何も返らなかった"},
	Needs:  Text{"nothing", "なし"},
	Quiet:  Text{"the sensor misses a direction or bytes of the session", "片方向しか見えない場合、または欠落がある場合"},
	Says: map[string]Text{
		"title.late": {"{server} answers the ClientHello of {clients:client|clients} when they have left", "{server} は {clients} 台のクライアントが切断した後に ClientHello に応答しています"},
		"title.lost": {"ClientHellos of {clients:client|clients} do not arrive whole at {server}", "{clients} 台のクライアントの ClientHello が {server} に完全には届いていません"},
		"late":       {"In {sessions:session|sessions} {server} answered the ClientHello so late that the client had given up and closed the connection.", "{sessions} 件のセッションで、{server} の ClientHello への応答が遅く、クライアントはその前にあきらめて接続を閉じていました。"},
		"lost":       {"In {sessions:session|sessions} the TCP connection came up, and the ClientHello, or the rest of it, was lost on the way: it was sent again in vain, or never came to the sensor. {server} cannot answer what it does not get.", "{sessions} 件のセッションで、TCP 接続は確立しましたが、ClientHello の全体または残りが途中で失われました(再送しても受信確認がないか、センサーに届きません)。{server} は届かないものに応答できません。"},
		"device":     {"Look for a device on the way that drops ClientHellos by the server name in them, or because they come in several segments (post-quantum key shares), and exempt {server} there.", "サーバー名によって、または複数のセグメントに分かれた(耐量子鍵共有を含む)ために ClientHello を破棄する経路上の機器を探し、{server} を除外してください。"},
		"size":       {"Test whether full-size packets get through, and clamp the MSS if not.", "最大サイズのパケットが通るか確認し、通らない場合は MSS を制限してください。"},
		"behind":     {"If a load balancer or firewall accepts connections for {server}, check that the host behind it is alive.", "ロードバランサーやファイアウォールが {server} の代わりに接続を受け付けている場合は、背後のホストが動作しているか確認してください。"},
		"title":      {"{server} does not answer the ClientHello of {clients:client|clients}", "{server} が {clients} 台のクライアントの ClientHello に応答していません"},
		"what":       {"In {sessions:session|sessions} {server} accepted the TCP connection and sent nothing in answer to the ClientHello until the client gave up, or for ten seconds or more.", "{sessions} 件のセッションで、{server} は TCP 接続を受け入れましたが、クライアントがあきらめるまで、または 10 秒以上、ClientHello に何も返しませんでした。"},
		"recovered":  {"The same clients got on later.", "同じクライアントは後で正常に通信しています。"},
		"service":    {"Check that the TLS service on {server} is alive, and restart it if it hangs.", "{server} の TLS サービスが動作しているか確認し、停止している場合は再起動してください。"},
		"load":       {"Check its load and the number of connections it holds.", "負荷と保持している接続数を確認してください。"},
		"path":       {"Check whether a device on the path holds the ClientHello or the answer back.", "経路上の機器が ClientHello または応答を止めていないか確認してください。"},
	},
}

var plaintextOnTLSPort = Entry{
	Title: Text{"One side does not speak TLS", "片側が TLS を使っていない"},
	Proof: Text{"bytes that are no TLS where TLS was due", "TLS であるべき箇所に TLS ではないバイト列がある"},
	Needs: Text{"nothing", "なし"},
	Quiet: Text{"nothing says that the port is one of TLS", "そのポートが TLS 用である根拠がない場合"},
	Says: map[string]Text{
		"title":       {"No TLS on {server}, where TLS is expected", "TLS が期待される {server} で TLS が使われていません"},
		"what.server": {"{server} answered the ClientHello of {clients:client|clients} with something that is no TLS.", "{server} は {clients} 台のクライアントの ClientHello に、TLS ではない内容で応答しました。"},
		"what.client": {"{clients:client|clients} sent {server} something that is no TLS.", "{clients} 台のクライアントが {server} に TLS ではない内容を送りました。"},
		"service":     {"Check that TLS is switched on for this port of the server, and that no other service took the port.", "サーバーのこのポートで TLS が有効であること、別のサービスがポートを使っていないことを確認してください。"},
		"port":        {"Check the port and the scheme (https) in the clients' policy.", "クライアントのポリシーのポートとスキーム(https)を確認してください。"},
	},
}
