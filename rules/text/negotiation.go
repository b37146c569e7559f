package text

var cipherExhausted = Entry{
	Title:  Text{"No cipher suite in common", "共通の暗号スイートがない"},
	Proof:  Text{"the server refused with handshake_failure or insufficient_security in place of a ServerHello, and none of the offered suites is among those it accepts from others", "サーバーが ServerHello の代わりに handshake_failure または insufficient_security で拒否し、提示されたスイートがほかのクライアントとの間で受け入れたスイートに 1 つも含まれない"},
	Strong: Text{"the same alert, and nothing is learned yet of what the server accepts, or it refuses what the inventory says that it accepts and was never seen to choose", "同じ警告だが、サーバーが受け入れるスイートがまだ分かっていない、または登録情報では受け入れるはずで選ばれたことのないスイートを拒否している"},
	Needs:  Text{"nothing", "なし"},
	Quiet:  Text{"the offered protocol version is too old, the server asked for a client certificate, or an offered suite is one that the server accepts from others", "提示されたバージョンが古すぎる場合、サーバーがクライアント証明書を要求した場合、提示されたスイートをサーバーがほかから受け入れている場合"},
	Says: map[string]Text{
		"title":        {"{server} shares no cipher suite with {clients:client|clients}", "{server} と {clients} 台のクライアントに共通の暗号スイートがありません"},
		"what":         {"{server} answered the ClientHello of {clients:client|clients} with a fatal alert in place of a ServerHello ({sessions:session|sessions}).", "{server} は {clients} 台のクライアントの ClientHello に対し、ServerHello ではなく致命的な警告を返しました({sessions} セッション)。"},
		"offered":      {"Offered: {offered}.", "提示されたスイート: {offered}。"},
		"empty":        {"The server was seen to accept: {accepted}. None of the offered suites that the offered versions can use is among them.", "サーバーが受け入れたことが確認されたスイート: {accepted}。提示されたバージョンで使える提示スイートは、この中に 1 つもありません。"},
		"likely":       {"What the server accepts was not seen, so a missing common cipher suite is the usual reason for this alert and not proven.", "サーバーが受け入れるスイートは観測されていません。共通の暗号スイートがないことはこの警告の通常の理由ですが、証明されてはいません。"},
		"contradicted": {"The inventory says that the server accepts {contradicted}; it refused an offer of that, and was never seen to choose it. Check accepted_suites.", "登録情報ではサーバーは {contradicted} を受け入れることになっていますが、その提示を拒否しており、選んだことも観測されていません。accepted_suites を確認してください。"},
		"before":       {"In earlier captures the server accepted: {accepted_before}.", "以前のキャプチャでサーバーが受け入れたスイート: {accepted_before}。"},
		"client":       {"On the clients, allow a suite that the server accepts: Group Policy > SSL Configuration Settings > SSL Cipher Suite Order, or the operating system's updates.", "クライアント側で、サーバーが受け入れるスイートを有効にしてください(グループポリシー >「SSL 構成設定」>「SSL 暗号の順位」、または OS の更新)。"},
		"fips":         {"Check whether FIPS mode or another restriction of cryptography is set on the clients; the two together can leave nothing in common.", "クライアントで FIPS モードやその他の暗号制限が有効になっていないか確認してください。両方が重なると共通のスイートがなくなることがあります。"},
		"server":       {"Or have the server (or the device before it) accept one of the offered suites again.", "または、サーバー(もしくはその手前の機器)で、提示されたスイートのいずれかを受け入れるようにしてください。"},
	},
}

var versionExhausted = Entry{
	Title:  Text{"No TLS version in common", "共通の TLS バージョンがない"},
	Proof:  Text{"an alert protocol_version or inappropriate_fallback", "protocol_version または inappropriate_fallback の警告"},
	Strong: Text{"handshake_failure for a hello that ends below every version that the server negotiates, or offers SSL 3.0 at most", "サーバーが使うどのバージョンよりも古い(または SSL 3.0 までの)提示に対する handshake_failure"},
	Hint:   Text{"as strong, and the server was never seen to choose one of the offered groups either", "同上だが、提示されたグループも一度も選ばれていない"},
	Needs:  Text{"nothing", "なし"},
	Quiet:  Text{"another alert decided the handshake", "別の警告がハンドシェイクを終わらせた場合"},
	Says: map[string]Text{
		"title":       {"{server} and {clients:client|clients} share no TLS version", "{server} と {clients} 台のクライアントに共通の TLS バージョンがありません"},
		"what.server": {"{server} refused the protocol version of {clients:client|clients} ({sessions:session|sessions}). Offered: {offered}.", "{server} は {clients} 台のクライアントのプロトコルバージョンを拒否しました({sessions} セッション)。提示: {offered}。"},
		"what.client": {"{clients:client|clients} refused the protocol version that {server} chose ({sessions:session|sessions}). Offered: {offered}.", "{clients} 台のクライアントが、{server} の選んだプロトコルバージョンを拒否しました({sessions} セッション)。提示: {offered}。"},
		"others":      {"With others the server negotiates {negotiated}.", "ほかのクライアントとは {negotiated} を使っています。"},
		"disguised":   {"The alert was handshake_failure, which servers also send for a version that is too old.", "警告は handshake_failure でしたが、サーバーは古すぎるバージョンに対してもこれを送ります。"},
		"groups":      {"It was never seen to choose one of the offered key exchange groups either, so these may be the reason as well.", "提示された鍵交換グループも一度も選ばれていないため、原因はグループである可能性もあります。"},
		"curves":      {"Compare the key exchange groups (curves) of the server and of these clients first.", "まず、サーバーとこれらのクライアントの鍵交換グループ(曲線)を比較してください。"},
		"client":      {"On the clients, enable a version that the server takes (TLS 1.2 as a rule). On Windows 7 and 8 that needs an update and the WinHTTP setting DefaultSecureProtocols.", "クライアントで、サーバーが受け入れるバージョン(通常 TLS 1.2)を有効にしてください。Windows 7 / 8 では更新プログラムと WinHTTP の DefaultSecureProtocols の設定が必要です。"},
		"server":      {"Or have the server (or the device before it) allow a version that the clients offer, if your policy permits.", "または、方針上許される場合は、サーバー(もしくはその手前の機器)でクライアントの提示するバージョンを許可してください。"},
	},
}

var alpnExhausted = Entry{
	Title: Text{"No application protocol in common", "共通のアプリケーションプロトコルがない"},
	Proof: Text{"the server's alert no_application_protocol", "サーバーの no_application_protocol 警告"},
	Needs: Text{"nothing", "なし"},
	Quiet: Text{"another alert decided the handshake", "別の警告がハンドシェイクを終わらせた場合"},
	Says: map[string]Text{
		"title":  {"{server} takes no application protocol of {clients:client|clients}", "{server} は {clients} 台のクライアントのアプリケーションプロトコルを受け入れません"},
		"what":   {"{server} refused the protocols offered by ALPN ({offered}) in {sessions:session|sessions}.", "{server} は {sessions} 件のセッションで ALPN により提示されたプロトコル({offered})を拒否しました。"},
		"server": {"Have the server accept http/1.1 by ALPN.", "サーバーが ALPN で http/1.1 を受け入れるようにしてください。"},
		"proxy":  {"Check whether a device before the server terminates TLS with other protocols.", "サーバーの手前の機器が別のプロトコルで TLS を終端していないか確認してください。"},
	},
}

var serverNameRefused = Entry{
	Title: Text{"The server does not know the name it is called by", "サーバーが呼び出された名前を知らない"},
	Proof: Text{"the server's fatal alert unrecognized_name", "サーバーの致命的な unrecognized_name 警告"},
	Needs: Text{"nothing", "なし"},
	Quiet: Text{"the alert is only a warning", "警告レベルが warning の場合"},
	Says: map[string]Text{
		"title":  {"{server} refuses the name by which {clients:client calls|clients call} it", "{server} は {clients} 台のクライアントが使う名前を拒否しています"},
		"what":   {"{server} answered unrecognized_name to the server names {refused}.", "{server} はサーバー名 {refused} に対して unrecognized_name を返しました。"},
		"none":   {"{none:session|sessions} without a server name, as clients send that were given an IP address, got the same answer.", "サーバー名のない {none} 件のセッション(IP アドレスを設定されたクライアントの動作)も同じ応答でした。"},
		"served": {"It serves the names {served}.", "このサーバーが応答する名前: {served}。"},
		"policy": {"In SEP Policies > External Communications > Private Cloud enter the URL with a name that the server serves.", "SEP ポリシー >「外部通信」>「プライベートクラウド」で、サーバーが応答する名前の URL を設定してください。"},
		"server": {"Or add the name, and a certificate for it, to the server.", "または、その名前と対応する証明書をサーバーに追加してください。"},
	},
}

var weakProtocol = Entry{
	Title: Text{"An outdated version or a broken cipher is in use", "古いバージョンまたは危殆化した暗号が使われている"},
	Proof: Text{"the ServerHello of a finished handshake", "完了したハンドシェイクの ServerHello"},
	Needs: Text{"nothing", "なし"},
	Quiet: Text{"the handshake did not finish", "ハンドシェイクが完了していない場合"},
	Says: map[string]Text{
		"title": {"{clients:client uses|clients use} outdated cryptography with {server}", "{clients} 台のクライアントが {server} と古い暗号方式で通信しています"},
		"what":  {"Negotiated with {server} in {sessions:session|sessions}: {weak}. It works, and will stop as soon as one side is hardened.", "{server} との {sessions} 件のセッションで使われた方式: {weak}。現在は動作しますが、どちらかの設定が強化されると接続できなくなります。"},
		"raise": {"Enable TLS 1.2 with ECDHE and AES-GCM on both sides before the old ones are switched off.", "古い方式を無効にする前に、両側で TLS 1.2 と ECDHE・AES-GCM を有効にしてください。"},
	},
}

var handshakeFailed = Entry{
	Title:  Text{"The TLS handshake fails", "TLS ハンドシェイクが失敗する"},
	Strong: Text{"the handshake failed, and no narrower rule explains it", "ハンドシェイクが失敗し、より具体的なルールでは説明できない"},
	Hint:   Text{"the client left before an answer was due", "応答が返る前にクライアントが切断した"},
	Needs:  Text{"nothing", "なし"},
	Quiet:  Text{"a narrower rule explains the session, or the capture does not hold enough of it", "より具体的なルールで説明できる場合、またはキャプチャが不十分な場合"},
	Says: map[string]Text{
		"title":                 {"TLS handshakes of {clients:client|clients} with {server} fail", "{clients} 台のクライアントと {server} の TLS ハンドシェイクが失敗しています"},
		"what":                  {"{sessions:handshake|handshakes} with {server} failed; the furthest stage was {stage}.", "{server} との {sessions} 件のハンドシェイクが失敗しました。到達した段階: {stage}。"},
		"outcome.server_alert":  {"The server ended it with the alert {alert}.", "サーバーが警告 {alert} で終了しました。"},
		"outcome.client_alert":  {"The client ended it with the alert {alert}.", "クライアントが警告 {alert} で終了しました。"},
		"outcome.client_closed": {"The client closed the connection without an alert.", "クライアントが警告なしに接続を閉じました。"},
		"outcome.server_closed": {"The server closed the connection without an alert.", "サーバーが警告なしに接続を閉じました。"},
		"outcome.reset":         {"The connection was reset.", "接続がリセットされました。"},
		"outcome.timeout":       {"One side waited in vain for the other.", "一方が相手の応答を待ち続けました。"},
		"unverified":            {"The client could not verify a signature or the Finished message of the server (RFC 8446 section 6.2).", "クライアントは、サーバーの署名または Finished メッセージを検証できませんでした(RFC 8446 6.2 節)。"},
		"unacceptable":          {"The client did not accept what the server had chosen, as a key exchange that is too weak for it.", "クライアントは、サーバーが選んだ内容(弱すぎる鍵交換など)を受け入れませんでした。"},
		"pair":                  {"Check that the server's private key belongs to the certificate that it shows, as after a renewal, and that no device on the way changes the handshake.", "サーバーの秘密鍵が提示する証明書のものか(更新後など)、また経路上の機器がハンドシェイクを書き換えていないか確認してください。"},
		"parameters":            {"Check the key exchange of the server: Diffie-Hellman parameters of 2048 bits or more, and its groups.", "サーバーの鍵交換(2048 ビット以上の Diffie-Hellman パラメーター、グループ)を確認してください。"},
		"not_suites":            {"An offered cipher suite is one that the server accepts from others, so the reason is another: groups, signature algorithms or the key of the certificate.", "提示された暗号スイートの中にはサーバーがほかから受け入れているものがあるため、原因は別(グループ、署名アルゴリズム、証明書の鍵種別など)です。"},
		"recovered":             {"{recovered} of these clients got on with this server in another session.", "このうち {recovered} 台は、別のセッションではこのサーバーと正常に通信しています。"},
		"logs":                  {"Look into the logs of the server and of a client at the time of the failures.", "失敗した時刻のサーバーとクライアントのログを確認してください。"},
		"evidence":              {"Keep the packets of a failed session for a support case.", "サポートへの問い合わせ用に、失敗したセッションのパケットを保存してください。"},
	},
}
