package text

var interception = Entry{
	Title:  Text{"TLS is intercepted", "TLS が傍受されている"},
	Proof:  Text{"the certificate is none of those told for the appliance; or both sides of the device are seen, with different certificates and different ClientHellos", "証明書がアプライアンスの既知の証明書のいずれでもない、または機器の両側が観測され、証明書と ClientHello の両方が異なる"},
	Strong: Text{"an intercepting product's certificate and another one are shown under the same name; the certificate is a strange one of the true one's issuer; or it is not of the authority told for the appliance; or a proxy that is told to end TLS shows it in its tunnel; or the sensor is told to stand on the server's side of a proxy, where a forged one is not seen; or, without any of that, one server shows certificates of two issuers under one name at one time (a proxy's tunnel and the server itself count as one), no client goes back and forth between them, and one of these holds: (1) the one has names and dates of the other, to the second; (2) the other is shown to one client alone, which connects each time within 2 seconds behind one that is shown the first, with another ClientHello (proof where the sensor is told to see both sides); (3) its issuer stands beside different ones at several servers; (4) it is shown in a tunnel alone, or to one network (/24, /64) alone, and besides either was made within 7 days while the other is older than 30, or gets the same ClientHello another ServerHello", "同じ名前で傍受製品の証明書と別の証明書が提示されている、本物と同じ発行者の未知の証明書である、指定された認証局の証明書ではない、TLS を終端すると登録されたプロキシのトンネルで提示された、またはセンサーが偽造証明書の見えないサーバー側にあると登録されている。それらに当たらなくても、1 つのサーバー(プロキシのトンネルとサーバー自身は 1 つと数える)が同じ名前で同じ時期に 2 つの発行者の証明書を提示し、両者の間を行き来するクライアントがなく、次のいずれかに当たる: (1) 一方の名前と有効期間が他方と秒単位まで同じ、(2) 他方を受け取るのは 1 台だけで、毎回、一方を提示された接続の 2 秒以内に別の ClientHello で接続する(センサーが両側を見ると登録されていれば証明)、(3) 発行者が複数のサーバーで異なる発行者と並ぶ、(4) トンネル内だけ、または 1 つのネットワーク(/24、/64)だけに提示され、さらに作成から 7 日以内(他方は 30 日超)であるか、同じ ClientHello への ServerHello が異なる"},
	Hint:   Text{"two such certificates of different issuers, and none of these signs: a load balancer that keeps each client at one host looks the same", "発行者の異なる 2 つの証明書が並ぶが、これらの兆候がない(クライアントを 1 台のホストに固定する負荷分散でも同じに見える)"},
	Needs:  Text{"the appliance's certificate (--edr-cert) for proof, or its authority (ca_files)", "証明にはアプライアンスの証明書(--edr-cert)が必要(認証局 ca_files も有用)"},
	Quiet:  Text{"the certificate was not visible (TLS 1.3, resumption); certificates of one issuer, as of an RSA and an ECDSA key or of several hosts, ones that follow one another, and ones between which a client goes back and forth, as a load balancer has it", "証明書が見えない場合(TLS 1.3、再開)、発行者が同じ場合(RSA と ECDSA の組、複数ホストなど)、順に切り替わっている場合、負荷分散のように 1 台のクライアントが両者を行き来する場合"},
	Says: map[string]Text{
		"title":       {"{clients:client was|clients were} shown a certificate for {name} that is not the server's own", "{clients} 台のクライアントに、{name} の本物ではない証明書が提示されています"},
		"what":        {"In {sessions:session|sessions} with {server} the certificate for {name} was issued by {issuers}.", "{server} との {sessions} 件のセッションで、{name} の証明書の発行者は {issuers} でした。"},
		"fingerprint": {"Its SHA-256 is none of those told for the appliance, so a device between them made it, or the appliance has a certificate that edrtap was not told.", "SHA-256 がアプライアンスの既知の証明書と一致しないため、途中の機器が作成したか、edrtap に知らされていない証明書をアプライアンスが使っています。"},
		"paired":      {"The device calls {name} itself at the same time, and is shown another certificate there, issued by {ownissuer} (SHA-256 {own}).", "機器自身も同じ時期に {name} に接続し、{ownissuer} が発行した別の証明書(SHA-256 {own})を受け取っています。"},
		"hellos":      {"Its ClientHello is not that of its clients: it ends their TLS and speaks for itself.", "機器の ClientHello はクライアントのものと異なり、TLS を終端して独自に通信しています。"},
		"authority":   {"It is not issued by the authority that was told for the appliance.", "アプライアンスの認証局として指定されたものが発行した証明書ではありません。"},
		"told":        {"The proxy is told to end TLS, so the certificate is its own.", "このプロキシは TLS を終端すると登録されているため、証明書はプロキシ自身のものです。"},
		"serverside":  {"The sensor is told to stand on the server's side of the proxy, where the server's own certificate is due: it may be one that edrtap was not told.", "センサーはプロキシのサーバー側にあると登録されており、そこではサーバー自身の証明書が見えるはずです。edrtap に知らされていない証明書の可能性があります。"},
		"designed":    {"The proxy is told to be the designed path and to end TLS, so this is to be expected; SEP has to be told its certificate, or be exempted.", "このプロキシは TLS を終端する設計上の経路として登録されているため、想定内です。SEP にその証明書を指定するか、検査の対象から除外する必要があります。"},
		"renewed":     {"The issuer is that of the true certificate, so this may be a renewed one.", "発行者は本物の証明書と同じであるため、更新された証明書の可能性があります。"},
		"beside":      {"At other times or places the same name shows another certificate, issued by {ownissuer} (SHA-256 {own}): the device's is not the server's.", "同じ名前で、別の時または場所では {ownissuer} が発行した証明書(SHA-256 {own})が提示されており、機器の証明書はサーバーのものではありません。"},
		"rival":       {"At the same time others are shown a certificate of {ownissuer} (SHA-256 {own}) there, and no client goes back and forth between the two.", "同じ時期に、ほかのクライアントには {ownissuer} が発行した証明書(SHA-256 {own})が提示されており、両者を行き来するクライアントはありません。"},

		"sign.follows": {"The other is shown to one client alone, whose connections come right behind theirs with another ClientHello: the device itself.", "他方を受け取るのは 1 台だけで、その接続は別の ClientHello でクライアントの接続の直後に続いており、機器自身と考えられます。"},
		"sign.copied":  {"It has the names and the dates of the other, to the second, and another issuer: a copy.", "名前と有効期間が他方と秒単位まで同じで発行者だけが異なる、写しです。"},
		"sign.issuer":  {"Its issuer stands beside different ones at other servers as well.", "その発行者は、ほかのサーバーでも別々の発行者と並んで現れています。"},
		"sign.path":    {"It is shown to those alone who go through the proxy.", "プロキシを経由するクライアントだけに提示されています。"},
		"sign.network": {"It is shown in one network alone, in which nobody is shown the other.", "1 つのネットワークだけに提示され、そこでは他方が提示されていません。"},
		"sign.stack":   {"The same ClientHello gets another ServerHello with it: another TLS implementation answers.", "同じ ClientHello に対する ServerHello が異なり、別の TLS 実装が応答しています。"},
		"sign.minted":  {"It was made days before, and the other long ago.", "数日以内に作成されており、他方は以前に作成されています。"},

		"either": {"Which of the two is the server's own, the wire does not tell.", "どちらが本物かは通信からは分かりません。"},

		"title.open": {"{clients:client is|clients are} shown another certificate for {name} than others", "{clients} 台のクライアントに、{name} についてほかとは異なる証明書が提示されています"},
		"open":       {"Nothing else tells a device from a load balancer with a host of another issuer, nor which of the two is the server's own: tell edrtap its certificate with --edr-cert.", "機器によるものか、別の発行者の証明書を使うホストへの負荷分散か、またどちらが本物かは判断できません。--edr-cert で証明書を指定してください。"},
		"bypass":     {"On the intercepting device, exempt the appliance's name and address from TLS inspection.", "傍受機器で、アプライアンスの名前とアドレスを TLS 検査の対象から除外してください。"},
		"compare":    {"Compare the fingerprint with the one on the appliance.", "フィンガープリントをアプライアンス側と照合してください。"},
		"trust":      {"Installing the device's CA on the clients is no remedy as long as SEP expects the appliance's own certificate.", "SEP がアプライアンス自身の証明書を要求する限り、機器の CA をクライアントに登録しても解決しません。"},
	},
}

var multipleCertificates = Entry{
	Title: Text{"One server shows several certificates", "1 つのサーバーが複数の証明書を提示する"},
	Proof: Text{"different certificates of the same kind, under one name and at one address, in sessions at the same time", "同じ名前とアドレスで、同じ時期のセッションに同種の異なる証明書が提示された"},
	Needs: Text{"nothing", "なし"},
	Quiet: Text{"the certificates follow one another, or differ in the kind of key", "証明書が順に切り替わっている場合、または鍵の種類が異なる場合"},
	Says: map[string]Text{
		"title":    {"{server} shows {count} certificates for {name}", "{server} が {name} に {count} 種類の証明書を提示しています"},
		"what":     {"{shown:client was|clients were} shown {count} different certificates at the same time, issued by {issuers}: a load balancer over several hosts, or a device in some of the paths.", "{shown} 台のクライアントに同じ時期に {count} 種類の証明書が提示されました(発行者: {issuers})。複数ホストへの負荷分散か、一部の経路にある機器が考えられます。"},
		"mixed":    {"One of them is taken and one is not: {clients:client refuses|clients refuse} it.", "受け入れられる証明書と拒否される証明書があり、{clients} 台のクライアントが拒否しています。"},
		"inspects": {"Check whether the proxy {server} inspects TLS for some clients, and exempt the appliance there.", "プロキシ {server} が一部のクライアントの TLS を検査していないか確認し、アプライアンスを除外してください。"},
		"same":     {"Give all hosts behind the address the same certificate, and tell edrtap the true one with --edr-cert.", "このアドレスの背後のすべてのホストに同じ証明書を設定し、本物を --edr-cert で edrtap に指定してください。"},
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
		"some":          {"Others take the new one: they have been told it already.", "新しい証明書を受け入れるクライアントもあり、それらには配布済みです。"},
		"issuer":        {"It has another issuer ({new_issuer}, before {old_issuer}): a device that has begun to intercept looks the same.", "発行者も変わっています({old_issuer} から {new_issuer})。傍受を始めた機器でも同じように見えます。"},
		"compare":       {"First compare the SHA-256 of the new certificate with that on the appliance. If they differ, a device between makes it: exempt the appliance there, and do not deliver the certificate.", "まず、新しい証明書の SHA-256 をアプライアンス上のものと比較してください。異なる場合は途中の機器が作成したものなので、配布せず、その機器でアプライアンスを除外してください。"},
		"push":          {"Make sure that SEPM has the new certificate in External Communications > Private Cloud and that clients have received the policy.", "SEPM の「外部通信」>「プライベートクラウド」に新しい証明書が設定され、クライアントがポリシーを受信していることを確認してください。"},
	},
}
