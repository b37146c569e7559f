package text

var clientRejectsCertificate = Entry{
	Title:  Text{"Clients reject the server's certificate", "クライアントがサーバー証明書を拒否する"},
	Proof:  Text{"the client's fatal alert about the certificate (bad_certificate, unknown_ca and the like) in the clear", "証明書に関するクライアントの致命的な警告(bad_certificate、unknown_ca など)が平文で見える"},
	Strong: Text{"an encrypted alert of the client in place of its Finished", "クライアントの Finished の代わりに暗号化された警告が送られた"},
	Needs:  Text{"nothing; the appliance's certificate tells distrust from interception", "なし(アプライアンスの証明書が分かれば不信と傍受を区別できる)"},
	Quiet:  Text{"the alert came after the server had ended the connection", "サーバーが接続を終了した後の警告の場合"},
	Says: with(map[string]Text{
		"title":             {"{clients:client rejects|clients reject} the certificate of {server}", "{clients} 台のクライアントが {server} の証明書を拒否しています"},
		"what":              {"{clients:client|clients} ended {sessions:session|sessions} with an alert about the server's certificate ({alerts}).", "{clients} 台のクライアントが、サーバー証明書に関する警告({alerts})で {sessions} 件のセッションを終了しました。"},
		"encrypted":         {"{clients:client|clients} ended {sessions:session|sessions} with an encrypted alert where the Finished message was due. At that point it is nearly always about the server's certificate.", "{clients} 台のクライアントが、Finished を送るべき時点で暗号化された警告を送り、{sessions} 件のセッションを終了しました。この時点の警告はほとんどの場合サーバー証明書に関するものです。"},
		"shown":             {"The certificate shown was {subject}, issued by {issuer}.", "提示された証明書: {subject}(発行者: {issuer})。"},
		"means.unknown_ca":  {"The client finds no trusted CA for it.", "クライアントは信頼できる CA を見つけられませんでした。"},
		"means.expired":     {"By the client's clock the certificate is not valid at this time.", "クライアントの時計では、証明書は有効期間外です。"},
		"means.revoked":     {"The client holds the certificate for revoked.", "クライアントは証明書が失効していると判断しました。"},
		"means.unsupported": {"The client does not support this kind of certificate, or its key usage does not fit a server.", "クライアントがこの種類の証明書に対応していないか、鍵用途がサーバー用ではありません。"},
		"means.denied":      {"The certificate was valid, and a rule of the client forbids the connection.", "証明書は有効でしたが、クライアントの規則により接続が拒否されました。"},
		"means.any":         {"Clients send such alerts for several faults: a wrong name, a CA that is not trusted, dates that do not fit the client's clock, or a damaged certificate.", "クライアントはこの種の警告を複数の問題(名前の不一致、信頼されない CA、クライアントの時計と合わない有効期間、証明書の破損)に対して送ります。"},
		"others":            {"{others:other client takes|other clients take} the same certificate at this server.", "ほかの {others} 台は、このサーバーの同じ証明書を受け入れています。"},
		"compare":           {"Compare these clients with those that take the certificate: trust store, policy, clock, and the name in use.", "この証明書を受け入れているクライアントと、証明書ストア、ポリシー、時計、使用する名前を比較してください。"},
		"logs":              {"Look into the client's log for the rule that denied access.", "アクセスを拒否した規則をクライアントのログで確認してください。"},
	}, trusting),
}

var silentRejection = Entry{
	Title:  Text{"Clients leave after the certificate without a word", "クライアントが証明書の受信後に無言で切断する"},
	Strong: Text{"it happens again and again", "繰り返し発生している"},
	Hint:   Text{"one session, or clients that are content with the same server at other times, or none of the clients that were told", "1 セッションのみ、同じサーバーと別の時には正常に通信している、または登録されたクライアントではない"},
	Needs:  Text{"nothing; the clients (--clients) to tell a monitor from one", "なし(監視ツールと区別するにはクライアントの範囲 --clients)"},
	Quiet:  Text{"the session was resumed, the server ended it, or the capture has gaps in it", "再開されたセッション、サーバーが終了した場合、キャプチャに欠落がある場合"},
	Says: with(map[string]Text{
		"title":     {"{clients:client leaves|clients leave} {server} after its certificate without a request", "{clients} 台のクライアントが {server} の証明書を受け取った後、要求を送らずに切断しています"},
		"what":      {"In {sessions:session|sessions} the client closed the connection after the server's certificate, with no application data; {finished} of them had finished the handshake. Clients that check the certificate by themselves reject it in this way.", "{sessions} 件のセッションで、クライアントはサーバー証明書の受信後、アプリケーションデータを送らずに接続を閉じました(うち {finished} 件はハンドシェイク完了後)。証明書を独自に検証するクライアントは、このように拒否します。"},
		"shown":     {"The certificate shown was {subject}, issued by {issuer}.", "提示された証明書: {subject}(発行者: {issuer})。"},
		"once":      {"It was seen once only; a health check looks the same.", "観測されたのは 1 回だけで、死活監視でも同じように見えます。"},
		"strangers": {"None of them is one of the clients that were told: a monitor looks the same.", "いずれも登録されたクライアントではなく、監視ツールでも同じように見えます。"},
		"content":   {"{content} of these clients used this server normally in other sessions.", "このうち {content} 台は、別のセッションではこのサーバーを正常に利用しています。"},
	}, pick(trusting, "name", "install", "policy", "intercepted")),
}

var clientCertificateRefused = Entry{
	Title:  Text{"The server wants a client certificate", "サーバーがクライアント証明書を要求する"},
	Proof:  Text{"the server's alert about the client's certificate, or certificate_required", "クライアント証明書に関するサーバーの警告、または certificate_required"},
	Strong: Text{"handshake_failure after a CertificateRequest", "CertificateRequest の後の handshake_failure"},
	Hint:   Text{"in TLS 1.3, an encrypted alert of the server behind the client's Finished", "TLS 1.3 でクライアントの Finished の後にサーバーが送った暗号化された警告"},
	Needs:  Text{"nothing", "なし"},
	Quiet:  Text{"the server asked for no certificate", "サーバーが証明書を要求していない場合"},
	Says: map[string]Text{
		"title":     {"{server} refuses {clients:client|clients} over the client certificate", "{server} はクライアント証明書を理由に {clients} 台のクライアントを拒否しています"},
		"what":      {"{server} refused the client's certificate, or the lack of one, in {sessions:session|sessions} ({alerts}).", "{server} は {sessions} 件のセッションで、クライアント証明書またはその欠如を理由に拒否しました({alerts})。"},
		"missing":   {"It had asked for a client certificate and answered handshake_failure, as servers do in TLS 1.2 where none is sent.", "サーバーはクライアント証明書を要求した後に handshake_failure を返しました。TLS 1.2 では証明書が送られない場合の一般的な応答です。"},
		"encrypted": {"{server} ended {sessions:session|sessions} with an encrypted alert right behind the client's Finished. In TLS 1.3 that is most often about the client's certificate.", "{server} はクライアントの Finished の直後に暗号化された警告を送り、{sessions} 件のセッションを終了しました。TLS 1.3 では多くの場合クライアント証明書が原因です。"},
		"client":    {"Give the clients a certificate from a CA that the server trusts, if the server is meant to ask for one.", "サーバーの要求が意図したものであれば、サーバーが信頼する CA の証明書をクライアントに配布してください。"},
		"server":    {"Else switch the request off at the server, or at the device before it that terminates TLS.", "意図したものでなければ、サーバーまたは手前で TLS を終端する機器で要求を無効にしてください。"},
	},
}
