package text

var interception = Entry{
	Title:  Text{"TLS is intercepted", "TLS が傍受されている"},
	Proof:  Text{"the certificate is none of those told for the appliance; or both sides of the device are seen, with different certificates and different ClientHellos", "証明書がアプライアンスの既知の証明書のいずれでもない、または機器の両側が観測され、証明書と ClientHello の両方が異なる"},
	Strong: Text{"an intercepting product's certificate and another one are shown under the same name; the certificate is a strange one of the true one's issuer; or it is not of the authority told for the appliance", "同じ名前で傍受製品の証明書と別の証明書が提示されている、本物と同じ発行者の未知の証明書である、または指定された認証局の証明書ではない"},
	Needs:  Text{"the appliance's certificate (--edr-cert) for proof, or its authority (ca_files)", "証明にはアプライアンスの証明書(--edr-cert)が必要(認証局 ca_files も有用)"},
	Quiet:  Text{"the certificate was not visible (TLS 1.3, resumption)", "証明書が見えない場合(TLS 1.3、再開)"},
	Says: map[string]Text{
		"title":       {"{clients:client was|clients were} shown a certificate for {name} that is not the server's own", "{clients} 台のクライアントに、{name} の本物ではない証明書が提示されています"},
		"what":        {"In {sessions:session|sessions} with {server} the certificate for {name} was issued by {issuers}.", "{server} との {sessions} 件のセッションで、{name} の証明書の発行者は {issuers} でした。"},
		"fingerprint": {"Its SHA-256 is none of those told for the appliance, so a device between them made it, or the appliance has a certificate that edrtap was not told.", "SHA-256 がアプライアンスの既知の証明書と一致しないため、途中の機器が作成したか、edrtap に知らされていない証明書をアプライアンスが使っています。"},
		"paired":      {"The device calls {name} itself at the same time, and is shown another certificate there, issued by {ownissuer} (SHA-256 {own}).", "機器自身も同じ時期に {name} に接続し、{ownissuer} が発行した別の証明書(SHA-256 {own})を受け取っています。"},
		"hellos":      {"Its ClientHello is not that of its clients: it ends their TLS and speaks for itself.", "機器の ClientHello はクライアントのものと異なり、TLS を終端して独自に通信しています。"},
		"authority":   {"It is not issued by the authority that was told for the appliance.", "アプライアンスの認証局として指定されたものが発行した証明書ではありません。"},
		"renewed":     {"The issuer is that of the true certificate, so this may be a renewed one.", "発行者は本物の証明書と同じであるため、更新された証明書の可能性があります。"},
		"beside":      {"At other times or places the same name shows another certificate, issued by {ownissuer} (SHA-256 {own}): the device's is not the server's.", "同じ名前で、別の時または場所では {ownissuer} が発行した証明書(SHA-256 {own})が提示されており、機器の証明書はサーバーのものではありません。"},
		"bypass":      {"On the intercepting device, exempt the appliance's name and address from TLS inspection.", "傍受機器で、アプライアンスの名前とアドレスを TLS 検査の対象から除外してください。"},
		"compare":     {"Compare the fingerprint with the one on the appliance.", "フィンガープリントをアプライアンス側と照合してください。"},
		"trust":       {"Installing the device's CA on the clients is no remedy as long as SEP expects the appliance's own certificate.", "SEP がアプライアンス自身の証明書を要求する限り、機器の CA をクライアントに登録しても解決しません。"},
	},
}

var multipleCertificates = Entry{
	Title: Text{"One server shows several certificates", "1 つのサーバーが複数の証明書を提示する"},
	Proof: Text{"different certificates of the same kind, under one name and at one address, in sessions at the same time", "同じ名前とアドレスで、同じ時期のセッションに同種の異なる証明書が提示された"},
	Needs: Text{"nothing", "なし"},
	Quiet: Text{"the certificates follow one another, or differ in the kind of key", "証明書が順に切り替わっている場合、または鍵の種類が異なる場合"},
	Says: map[string]Text{
		"title": {"{server} shows {count} certificates for {name}", "{server} が {name} に {count} 種類の証明書を提示しています"},
		"what":  {"{clients:client was|clients were} shown {count} different certificates at the same time, issued by {issuers}: a load balancer over several hosts, or a device in some of the paths.", "{clients} 台のクライアントに同じ時期に {count} 種類の証明書が提示されました(発行者: {issuers})。複数ホストへの負荷分散か、一部の経路にある機器が考えられます。"},
		"mixed": {"One of them is taken by clients and one is not.", "クライアントが受け入れた証明書と、拒否した証明書があります。"},
		"same":  {"Give all hosts behind the address the same certificate, and tell edrtap the true one with --edr-cert.", "このアドレスの背後のすべてのホストに同じ証明書を設定し、本物を --edr-cert で edrtap に指定してください。"},
	},
}

var certificateChanged = Entry{
	Title:  Text{"The server's certificate has changed", "サーバーの証明書が変わった"},
	Proof:  Text{"one certificate gave way to another during the capture, or since an earlier one that the store remembers", "キャプチャ中に、またはストアに記録された以前のキャプチャ以降に、証明書が別のものに切り替わった"},
	Strong: Text{"and clients reject it from then on", "同上で、それ以降クライアントが拒否している"},
	Needs:  Text{"nothing", "なし"},
	Quiet:  Text{"both were shown at the same time, or differ in the kind of key", "両方が同じ時期に提示された場合、または鍵の種類が異なる場合"},
	Says: map[string]Text{
		"title":         {"The certificate of {server} for {name} changed at {at}", "{server} の {name} の証明書が {at} に変わりました"},
		"what":          {"Until then the certificate with SHA-256 {before} was shown, from then on {after}.", "それまでの SHA-256 は {before}、それ以降は {after} です。"},
		"title.earlier": {"The certificate of {server} for {name} has changed since {seen}", "{server} の {name} の証明書が {seen} 以降に変わりました"},
		"earlier":       {"The certificate with SHA-256 {before} was last shown at {seen}, in an earlier capture; in this one {after} is.", "以前のキャプチャでは SHA-256 が {before} の証明書が {seen} まで提示されていましたが、今回は {after} です。"},
		"since":         {"Clients took the old one and reject the new one: {clients:client|clients} in {sessions:session|sessions}.", "クライアントは古い証明書を受け入れ、新しい証明書を拒否しています({clients} 台、{sessions} 件のセッション)。"},
		"push":          {"Make sure that SEPM has the new certificate in External Communications > Private Cloud and that clients have received the policy.", "SEPM の「外部通信」>「プライベートクラウド」に新しい証明書が設定され、クライアントがポリシーを受信していることを確認してください。"},
	},
}
