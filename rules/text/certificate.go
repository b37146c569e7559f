package text

var nameMismatch = Entry{
	Title:  Text{"The certificate is not for the name that clients use", "証明書がクライアントの使う名前と一致しない"},
	Proof:  Text{"the name in server_name or CONNECT and the certificate were seen, and they do not match by RFC 9525", "server_name または CONNECT の名前と証明書が観測され、RFC 9525 の規則で一致しない"},
	Strong: Text{"clients without a server name reject a certificate that lacks the address they connect to, or the name by which they looked it up", "サーバー名を送らないクライアントが、接続先アドレス(または名前解決に使った名前)を含まない証明書を拒否した"},
	Hint:   Text{"as strong, but another fault of the certificate explains the rejection as well", "同上だが、証明書の別の問題でも拒否を説明できる"},
	Needs:  Text{"nothing where a name is sent; the appliance's addresses where none is", "名前が送られる場合は不要。送られない場合はアプライアンスのアドレス"},
	Quiet:  Text{"the certificate was not visible (TLS 1.3, resumption), or an intercepting device issued it", "証明書が見えない場合(TLS 1.3、再開)、または傍受機器が発行した場合"},
	Says: with(map[string]Text{
		"title":               {"The certificate of {server} is not valid for {name}", "{server} の証明書は {name} に対して有効ではありません"},
		"what.name":           {"{clients:client calls|clients call} the server {name}; its certificate is for {names}.", "{clients} 台のクライアントはサーバーを {name} と呼んでいますが、証明書の対象は {names} です。"},
		"what.address":        {"{clients:client|clients} sent no server name, as clients do that were given an IP address. The certificate of {address} is for {names} and does not hold the address.", "{clients} 台のクライアントはサーバー名を送っていません(IP アドレスを設定されたクライアントの動作)。{address} の証明書の対象は {names} で、このアドレスを含みません。"},
		"what.lookup":         {"{clients:client|clients} looked {name} up, went to {address} and sent no server name. The certificate that they were shown is for {names}.", "{clients} 台のクライアントは {name} を名前解決して {address} に接続し、サーバー名を送っていません。提示された証明書の対象は {names} です。"},
		"manager":             {"{server} is the manager {manager}, and not the appliance: the name leads to the wrong host.", "{server} はマネージャー {manager} であり、アプライアンスではありません。名前が別のホストに解決されています。"},
		"address":             {"Correct the address of {name} (DNS, hosts file, or the URL in SEP Policies > External Communications > Private Cloud).", "{name} のアドレス(DNS、hosts ファイル、または SEP ポリシー >「外部通信」>「プライベートクラウド」の URL)を修正してください。"},
		"default":             {"Have {server} show the certificate for {name} to clients that send no server name as well.", "サーバー名を送らないクライアントにも、{server} が {name} の証明書を提示するようにしてください。"},
		"why.address_as_name": {"The address stands in a dNSName; clients look for it in an iPAddress only.", "アドレスが dNSName に書かれていますが、クライアントは iPAddress だけを参照します。"},
		"why.wildcard":        {"A wildcard stands for exactly one label.", "ワイルドカードはちょうど 1 つのラベルにだけ一致します。"},
		"why.short":           {"Clients use the short name; the certificate has the full one.", "クライアントは短い名前を使っていますが、証明書には完全修飾名があります。"},
		"why.address":         {"Clients use an IP address; the certificate has names only.", "クライアントは IP アドレスを使っていますが、証明書には名前しかありません。"},
		"policy":              {"In SEP Policies > External Communications > Private Cloud enter https://{enter}, and make sure that clients can resolve the name.", "SEP ポリシー >「外部通信」>「プライベートクラウド」に https://{enter} を設定し、クライアントがその名前を解決できることを確認してください。"},
		"reissue":             {"Or issue a new certificate whose subjectAltName holds {name}.", "または、subjectAltName に {name} を含む証明書を新しく発行してください。"},
	}, reactions),
}

var sanMissing = Entry{
	Title: Text{"The certificate has no subjectAltName", "証明書に subjectAltName がない"},
	Proof: Text{"the certificate was seen and has no such extension; that it matters depends on the version", "証明書が観測され、この拡張がない(影響はバージョンによる)"},
	Needs: Text{"the appliance's version", "アプライアンスのバージョン"},
	Quiet: Text{"the certificate was not visible (TLS 1.3, resumption)", "証明書が見えない場合(TLS 1.3、再開)"},
	Says: with(map[string]Text{
		"title":    {"The certificate of {server} has no subjectAltName", "{server} の証明書に subjectAltName がありません"},
		"what":     {"The certificate {subject} names its server in the common name only. Current clients look for names in subjectAltName alone (RFC 9525).", "証明書 {subject} はサーバー名を共通名(CN)にだけ持っています。現在のクライアントは subjectAltName の名前だけを参照します(RFC 9525)。"},
		"required": {"Version {version} of the appliance needs a subjectAltName.", "アプライアンスのバージョン {version} では subjectAltName が必須です。"},
		"version":  {"From version 4.6.0 on, the EDR appliance needs one.", "EDR アプライアンスでは 4.6.0 以降で必須です。"},
	}, reactions, pick(trusting, "reissue")),
}

var certificateExpired = Entry{
	Title: Text{"The certificate has expired", "証明書の有効期限が切れている"},
	Proof: Text{"notAfter of the certificate, or of a CA between it and the root, lies before the session by the capture's clock", "証明書、またはルートとの間の CA の notAfter がキャプチャの時計でセッションより前にある"},
	Hint:  Text{"most clients agree that the sensor's clock is wrong, and the certificate is in date by theirs", "大多数のクライアントの時計がセンサーの誤りを示し、それらの時計では期限内である"},
	Needs: Text{"nothing", "なし"},
	Quiet: Text{"the certificate was not visible (TLS 1.3, resumption)", "証明書が見えない場合(TLS 1.3、再開)"},
	Says: with(map[string]Text{
		"title":        {"The certificate of {server} expired on {to}", "{server} の証明書は {to} に期限が切れています"},
		"title.issuer": {"The CA below which {server} has its certificate expired on {to}", "{server} の証明書を発行した CA の証明書は {to} に期限が切れています"},
		"issuer":       {"The certificate {subject} is in date, and {server} sends with it that of the CA {ca}, which expired on {to}.", "証明書 {subject} は期限内ですが、{server} が一緒に送る CA {ca} の証明書は {to} に期限が切れています。"},
		"chain":        {"Have the server send the CA's current certificate, and have its own issued anew if the CA has another key now.", "サーバーが CA の現在の証明書を送るようにし、CA の鍵が変わった場合はサーバー証明書を再発行してください。"},
		"sensor":       {"By the clocks of {fleet:client|clients}, which the sensor's is {offset} behind, the certificate is in date: the sensor's clock is wrong.", "{fleet} 台のクライアントの時計(センサーは {offset} 遅れ)では証明書は期限内です。センサーの時計が誤っています。"},
		"what":         {"The certificate {subject} was valid from {from} to {to}; the first session that showed it was at {first}.", "証明書 {subject} の有効期間は {from} から {to} までですが、{first} のセッションで提示されました。"},
	}, reactions, pick(trusting, "renew", "clock")),
}

var certificateNotYetValid = Entry{
	Title: Text{"The certificate is not valid yet", "証明書がまだ有効になっていない"},
	Proof: Text{"notBefore lies after the session by the capture's clock", "notBefore がキャプチャの時計でセッションより後にある"},
	Hint:  Text{"most clients agree that the sensor's clock is wrong, and the certificate is in date by theirs", "大多数のクライアントの時計がセンサーの誤りを示し、それらの時計では期限内である"},
	Needs: Text{"nothing", "なし"},
	Quiet: Text{"the certificate was not visible (TLS 1.3, resumption)", "証明書が見えない場合(TLS 1.3、再開)"},
	Says: with(map[string]Text{
		"title":  {"The certificate of {server} is valid only from {from}", "{server} の証明書は {from} から有効です"},
		"sensor": {"By the clocks of {fleet:client|clients}, which the sensor's is {offset} behind, the certificate is in date: the sensor's clock is wrong.", "{fleet} 台のクライアントの時計(センサーは {offset} 遅れ)では証明書は期限内です。センサーの時計が誤っています。"},
		"what":   {"The certificate {subject} is valid from {from} to {to}; the last session that showed it was at {last}.", "証明書 {subject} の有効期間は {from} から {to} までですが、{last} のセッションで提示されました。"},
	}, reactions, pick(trusting, "renew", "clock")),
}

var certificateSelfSigned = Entry{
	Title: Text{"The certificate is self-signed", "証明書が自己署名である"},
	Proof: Text{"subject and issuer are the same; that it matters shows in what clients do", "サブジェクトと発行者が同じ(影響はクライアントの反応で分かる)"},
	Needs: Text{"nothing", "なし"},
	Quiet: Text{"the certificate was not visible (TLS 1.3, resumption); above info only where clients reject it", "証明書が見えない場合。info を超えるのはクライアントが拒否した場合のみ"},
	Says: with(map[string]Text{
		"title":   {"The certificate of {server} is self-signed", "{server} の証明書は自己署名です"},
		"what":    {"The certificate {subject} is its own issuer, so a client trusts it only where it was installed on that client.", "証明書 {subject} は自分自身が発行者です。クライアントはこの証明書が登録されている場合にだけ信頼します。"},
		"replace": {"Or replace it with a certificate from a CA that the clients trust already.", "または、クライアントがすでに信頼している CA の証明書に置き換えてください。"},
	}, reactions, pick(trusting, "install")),
}

var certificateWeak = Entry{
	Title: Text{"The certificate's key or signature is weak", "証明書の鍵または署名が弱い"},
	Proof: Text{"the certificate was seen; that it matters shows in what clients do", "証明書が観測された(影響はクライアントの反応で分かる)"},
	Needs: Text{"nothing", "なし"},
	Quiet: Text{"the certificate was not visible (TLS 1.3, resumption)", "証明書が見えない場合(TLS 1.3、再開)"},
	Says: with(map[string]Text{
		"title":     {"The certificate of {server} is weaker than clients accept today", "{server} の証明書は現在のクライアントが受け入れる強度に達していません"},
		"what":      {"The certificate {subject} has the key {key} and the signature {signature}.", "証明書 {subject} の鍵は {key}、署名は {signature} です。"},
		"signature": {"Clients refuse signatures with this hash.", "このハッシュによる署名はクライアントに拒否されます。"},
		"key":       {"Clients refuse a key of this kind or size.", "この種類または長さの鍵はクライアントに拒否されます。"},
		"renew":     {"Issue a new certificate with an RSA key of at least 2048 bits (or ECDSA P-256) and a SHA-256 signature, and have SEPM deliver it to the clients.", "2048 ビット以上の RSA 鍵(または ECDSA P-256)と SHA-256 署名で証明書を新しく発行し、SEPM からクライアントへ配布してください。"},
	}, reactions),
}

var chainIncomplete = Entry{
	Title:  Text{"The server does not send its whole chain", "サーバーが証明書チェーンをすべて送っていない"},
	Proof:  Text{"the missing issuer was seen elsewhere and is an intermediate CA", "欠けている発行者が別の場所で観測され、中間 CA である"},
	Strong: Text{"some clients answer unknown_ca and others accept, or the issuer's name is that of an intermediate CA", "unknown_ca を返すクライアントと受け入れるクライアントがある、または発行者の名前が中間 CA のものである"},
	Hint:   Text{"only the leaf is sent and clients answer unknown_ca", "サーバー証明書だけが送られ、クライアントが unknown_ca を返す"},
	Needs:  Text{"nothing", "なし"},
	Quiet:  Text{"clients accept the chain, the issuer looks like a root, or an intercepting device issued the certificate", "クライアントが受け入れている場合、発行者がルートと見られる場合、傍受機器が発行した場合"},
	Says: with(map[string]Text{
		"title":      {"{server} sends its certificate without the CA that issued it", "{server} は発行元 CA の証明書を送っていません"},
		"what":       {"The chain ends with {subject}; its issuer {issuer} is not in it.", "チェーンは {subject} で終わっており、発行者 {issuer} が含まれていません。"},
		"why.proof":  {"That issuer was seen elsewhere as an intermediate CA, so clients that do not know it cannot find the root.", "この発行者は別の場所で中間 CA として観測されているため、それを知らないクライアントはルートにたどり着けません。"},
		"why.strong": {"Clients that know the issuer accept it, others do not.", "この発行者を知っているクライアントは受け入れ、知らないクライアントは受け入れません。"},
		"why.hint":   {"Whether the issuer is a root, which need not be sent, cannot be told from the wire.", "発行者が送る必要のないルートかどうかは、通信からは判断できません。"},
		"send":       {"Install the server's certificate together with all intermediate CA certificates.", "サーバー証明書をすべての中間 CA 証明書と一緒に適用してください。"},
		"install":    {"Or install the issuing CA's certificate on the clients.", "または、発行元 CA の証明書をクライアントに登録してください。"},
	}, reactions),
}
