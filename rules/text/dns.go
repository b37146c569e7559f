package text

var dnsFailure = Entry{
	Title:  Text{"Clients cannot resolve the server's name", "クライアントがサーバーの名前を解決できない"},
	Proof:  Text{"the resolver answered that the name does not exist, has no address, or that it will not or cannot answer", "リゾルバーが、名前が存在しない、アドレスがない、または応答できないと回答した"},
	Strong: Text{"a resolver that answers others did not answer this question", "ほかの問い合わせには応答するリゾルバーが、この問い合わせに応答しなかった"},
	Hint:   Text{"no resolver's answer was seen at all", "リゾルバーの応答がまったく観測されていない"},
	Needs:  Text{"the names of the appliances and managers; without them, names by which clients call servers of TLS are looked at", "アプライアンスとマネージャーの名前(なければクライアントが TLS で使う名前が対象)"},
	Quiet:  Text{"the client learned an address at another time, reached the server by the name, or calls where others who use the name do; a name without an IPv6 address", "クライアントが別の時にアドレスを得ているか、その名前でサーバーに到達している場合、同じ名前を使うほかのクライアントと同じ宛先に接続している場合、IPv6 アドレスだけがない場合"},
	Says: map[string]Text{
		"title":    {"{clients:client cannot|clients cannot} resolve {name}", "{clients} 台のクライアントが {name} を解決できません"},
		"what":     {"{clients:client|clients} asked for the address of {name} and never got one: {outcomes}. Resolvers asked: {resolvers}.", "{clients} 台のクライアントが {name} のアドレスを問い合わせましたが、得られませんでした(結果: {outcomes})。問い合わせ先: {resolvers}。"},
		"silent":   {"{clients:client|clients} asked for the address of {name}, and no answer came from {resolvers}.", "{clients} 台のクライアントが {name} のアドレスを問い合わせましたが、{resolvers} から応答がありませんでした。"},
		"unheard":  {"No answer of these resolvers to anything was seen, so the sensor may not see their answers.", "これらのリゾルバーの応答は一度も観測されていないため、センサーから応答が見えていない可能性があります。"},
		"guess":    {"That this is an appliance's name is concluded from the name or its use; tell it with --edr.", "これがアプライアンスの名前であることは、名前またはその使われ方からの推定です。--edr で指定してください。"},
		"record":   {"Add an address record for {name} on the resolvers that these clients use, or on the servers that these forward to.", "これらのクライアントが使うリゾルバー(またはその転送先)に {name} のアドレスレコードを追加してください。"},
		"client":   {"On a client, check the resolvers it is given and what it gets with nslookup {name}.", "クライアントで、設定されたリゾルバーと nslookup {name} の結果を確認してください。"},
		"policy":   {"If the name is misspelt, correct the server URL in External Communications > Private Cloud.", "名前が誤っている場合は、「外部通信」>「プライベートクラウド」のサーバー URL を訂正してください。"},
		"resolver": {"Check that the resolvers {resolvers} are up and that UDP and TCP port 53 to them are open.", "リゾルバー {resolvers} が稼働し、そこへの UDP と TCP の 53 番ポートが開いていることを確認してください。"},
	},
}

var dnsWrongAddress = Entry{
	Title: Text{"DNS gives another address than the server's", "DNS がサーバーとは別のアドレスを返す"},
	Proof: Text{"the answer holds none of the addresses told for the name", "応答に、その名前について指定されたアドレスが 1 つも含まれない"},
	Needs: Text{"name and address of the appliance or manager (--edr NAME=ADDRESS)", "アプライアンスまたはマネージャーの名前とアドレス(--edr NAME=ADDRESS)"},
	Quiet: Text{"one of the addresses is right, or none of that IP version was told", "いずれかのアドレスが正しい場合、またはその IP バージョンのアドレスが指定されていない場合"},
	Says: map[string]Text{
		"title":     {"{name} resolves to {addresses}, which is not the server's address", "{name} が、サーバーのものではないアドレス {addresses} に解決されています"},
		"what":      {"{clients:client was|clients were} told by {resolvers} that {name} is at {addresses}. The inventory says {expected}.", "{clients} 台のクライアントが {resolvers} から、{name} のアドレスは {addresses} であると回答されています。登録情報では {expected} です。"},
		"content":   {"These clients are served at that address, so the inventory may be out of date.", "これらのクライアントはそのアドレスで正常に通信しているため、登録情報が古い可能性があります。"},
		"record":    {"Correct the record of {name} on {resolvers}, or on the servers that these forward to; look for a second zone of the same name (split DNS).", "{resolvers}(またはその転送先)の {name} のレコードを訂正し、同名の別ゾーン(スプリット DNS)がないか確認してください。"},
		"cache":     {"Then clear caches: of the resolvers, and on clients with ipconfig /flushdns; look into their hosts files too.", "その後、リゾルバーのキャッシュと、クライアントのキャッシュ(ipconfig /flushdns)を消去し、hosts ファイルも確認してください。"},
		"inventory": {"If the answer is right, correct the address that was told to edrtap.", "応答が正しい場合は、edrtap に指定したアドレスを訂正してください。"},
	},
}
