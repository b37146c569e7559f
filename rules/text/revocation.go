package text

var revocationUnreachable = Entry{
	Title:  Text{"The revocation status of the certificate cannot be fetched", "証明書の失効情報を取得できない"},
	Strong: Text{"clients stop for seconds once they have the certificate, look up the host of its CRL or OCSP URL, and leave, again and again or without an address for that host", "クライアントが証明書の受信後に数秒間停止し、CRL または OCSP の URL のホストを名前解決した後に切断し、それが繰り返されるか、そのホストのアドレスが得られない"},
	Hint:   Text{"the same, once", "同上が 1 回だけ観測された"},
	Needs:  Text{"DNS traffic of the clients in the capture", "キャプチャにクライアントの DNS 通信が含まれること"},
	Quiet:  Text{"the certificate names no CRL or OCSP URL, is encrypted (TLS 1.3), or packets were lost while the client waited", "証明書に CRL や OCSP の URL がない場合、暗号化されている場合(TLS 1.3)、または待機中にパケットが失われた場合"},
	Says: map[string]Text{
		"title":      {"{clients:client waits|clients wait} for the revocation status of the certificate of {server}", "{clients} 台のクライアントが {server} の証明書の失効情報を待っています"},
		"what":       {"In {sessions:session|sessions} clients stopped for seconds with the certificate of {server} in hand. They asked for the address of {target}, which the certificate names for its revocation status.", "{sessions} 件のセッションで、クライアントは {server} の証明書を受信した後に数秒間停止しました。証明書が失効情報の場所として示す {target} のアドレスを問い合わせています。"},
		"left":       {"{left} of these sessions they left without a request.", "そのうち {left} 件では要求を送らずに切断しました。"},
		"late":       {"They went on afterwards: the wait only delays them.", "その後は処理を続けており、遅延しているだけです。"},
		"once":       {"That was seen once only.", "観測されたのは 1 回だけです。"},
		"unresolved": {"{unknown:client|clients} did not learn an address for it.", "{unknown} 台のクライアントはそのアドレスを得られませんでした。"},
		"open":       {"Let the clients' computer account reach {target} over HTTP, without credentials.", "クライアントのコンピューターアカウントから {target} へ、認証なしで HTTP 接続できるようにしてください。"},
		"proxy":      {"If they have to use a proxy, set it for the computer account (netsh winhttp), not only for users.", "プロキシが必要な場合は、ユーザーだけでなくコンピューターアカウントにも設定してください(netsh winhttp)。"},
	},
}
