package text

var groupExhausted = Entry{
	Title:  Text{"No key exchange group in common", "共通の鍵交換グループがない"},
	Strong: Text{"the server refused the offer, takes an offered cipher suite from others, and none of the offered groups was ever chosen by it", "サーバーが提示を拒否し、提示された暗号スイートはほかのクライアントで使われているが、提示されたグループは一度も選ばれていない"},
	Needs:  Text{"other clients that the server accepts, to learn from", "学習のため、サーバーに受け入れられている別のクライアント"},
	Quiet:  Text{"nothing is learned of the server, or a shared suite needs no group", "サーバーについて学習できていない場合、または共通のスイートがグループを必要としない場合"},
	Says: map[string]Text{
		"title":  {"{server} and {clients:client|clients} have no key exchange group in common", "{server} と {clients} 台のクライアントに共通の鍵交換グループがありません"},
		"what":   {"{server} refused {sessions:session|sessions}. The clients offer the groups {offered}; the server chose {accepted} for others. The cipher suites would fit.", "{server} は {sessions} 件のセッションを拒否しました。クライアントが提示するグループは {offered}、サーバーがほかで選んだグループは {accepted} です。暗号スイートは一致しています。"},
		"client": {"On the clients, enable a group that the server takes: Group Policy > SSL Configuration Settings > ECC Curve Order; FIPS mode takes x25519 away.", "クライアントで、サーバーが受け入れるグループを有効にしてください(グループポリシー >「SSL 構成設定」>「ECC 曲線の順位」)。FIPS モードでは x25519 が使えません。"},
		"server": {"Or have the server accept secp256r1, which every client offers as a rule.", "または、通常すべてのクライアントが提示する secp256r1 をサーバーで有効にしてください。"},
	},
}

var signatureExhausted = Entry{
	Title:  Text{"No signature algorithm fits the server's certificate", "サーバー証明書に合う署名アルゴリズムがない"},
	Strong: Text{"the server refused the offer, and none of the offered signature algorithms fits a key that it ever showed", "サーバーが提示を拒否し、提示された署名アルゴリズムが、これまでに提示されたサーバーの鍵のいずれにも合わない"},
	Needs:  Text{"another session that shows the server's certificate", "サーバー証明書が見える別のセッション"},
	Quiet:  Text{"the certificate was never seen (TLS 1.3), or a shared suite needs no signature", "証明書が一度も見えていない場合(TLS 1.3)、または共通のスイートが署名を必要としない場合"},
	Says: map[string]Text{
		"title":  {"{clients:client offers|clients offer} {server} no signature algorithm that fits its certificate", "{clients} 台のクライアントが提示する署名アルゴリズムが {server} の証明書に合いません"},
		"what":   {"{server} refused {sessions:session|sessions}. The clients offer the signature algorithms {offered}; the server's certificates have keys of the kind {accepted}.", "{server} は {sessions} 件のセッションを拒否しました。クライアントが提示する署名アルゴリズムは {offered}、サーバー証明書の鍵の種類は {accepted} です。"},
		"client": {"On the clients, allow the signature algorithms of that kind of key again.", "クライアントで、その種類の鍵の署名アルゴリズムを有効にしてください。"},
		"server": {"Or give the server a certificate with a key that the clients can verify.", "または、クライアントが検証できる鍵の証明書をサーバーに設定してください。"},
	},
}

var cipherNearExhaustion = Entry{
	Title:  Text{"Clients have a single cipher suite left", "使える暗号スイートが残り 1 つのクライアントがある"},
	Strong: Text{"the ClientHello of a session that was established offers one suite, or one of those that the appliance accepts by the inventory, or one that the server did not refuse when others offered it", "確立したセッションの ClientHello が提示するスイート、または登録情報でアプライアンスが受け入れるスイートとの共通部分が 1 つだけ、またはほかのクライアントの提示時にサーバーが拒否しなかったものが 1 つだけ"},
	Needs:  Text{"the suites that the appliance accepts (accepted_suites) for clients that offer several", "複数のスイートを提示するクライアントについては、アプライアンスが受け入れるスイート(accepted_suites)"},
	Quiet:  Text{"more than one suite is offered, and what the server accepts was not told or holds several of them, and its refusals leave several", "複数のスイートが提示され、サーバーが受け入れるスイートが登録されていないか、そのうち複数を含み、拒否されていないものも複数ある場合"},
	Says: map[string]Text{
		"title":        {"{clients:client offers|clients offer} {server} one cipher suite only", "{clients} 台のクライアントが {server} に暗号スイートを 1 つしか提示していません"},
		"what":         {"In {sessions:session|sessions} {cipher} was all that was offered. It works today; one more restriction at either side, and nothing is left.", "{sessions} 件のセッションで、提示されたのは {cipher} だけでした。現在は通信できますが、どちらかの側で制限が加わると共通のスイートがなくなります。"},
		"title.shared": {"{clients:client has|clients have} one cipher suite left with {server}", "{clients} 台のクライアントは {server} と共通の暗号スイートが残り 1 つです"},
		"shared":       {"In {sessions:session|sessions} {cipher} was the only offered suite that the appliance accepts. It works today; one more restriction at either side, and nothing is left.", "{sessions} 件のセッションで、提示されたスイートのうちアプライアンスが受け入れるのは {cipher} だけでした。現在は通信できますが、どちらかの側で制限が加わると共通のスイートがなくなります。"},
		"refused":      {"Of all that they offer, {cipher} alone is left: {server} refused the others when others offered them ({refused}). It works today; one more restriction at either side, and nothing is left.", "提示されたスイートのうち残るのは {cipher} だけです。ほかのスイートは、別のクライアントが提示した際に {server} が拒否しています({refused})。現在は通信できますが、どちらかの側で制限が加わると共通のスイートがなくなります。"},
		"widen":        {"Allow more suites on the clients before you restrict the server.", "サーバー側を制限する前に、クライアントで使えるスイートを増やしてください。"},
	},
}

var fipsProfile = Entry{
	Title:  Text{"Clients look as Windows in FIPS mode", "クライアントが FIPS モードの Windows のように見える"},
	Strong: Text{"other clients offer the very same suites with x25519", "同じスイートを x25519 付きで提示する別のクライアントがある"},
	Hint:   Text{"the suites of Windows 10 1607 or later, without x25519", "Windows 10 1607 以降のスイートで x25519 がない"},
	Needs:  Text{"nothing; Windows before 10 1607 has no such mark", "なし(Windows 10 1607 より前にはこの特徴がない)"},
	Quiet:  Text{"x25519 is offered, or the offer is not that of Windows", "x25519 が提示されている場合、または Windows の提示ではない場合"},
	Says: map[string]Text{
		"title":   {"{clients:client|clients} at {server} may be in FIPS mode", "{server} に接続する {clients} 台のクライアントは FIPS モードの可能性があります"},
		"what":    {"They offer the cipher suites of Windows 10 1607 or later, and the groups {groups} without x25519. FIPS mode takes that group away; a policy of curves does so too.", "Windows 10 1607 以降の暗号スイートと、x25519 を含まないグループ({groups})を提示しています。FIPS モードまたは ECC 曲線のポリシーによって x25519 が除外されている可能性があります。"},
		"others":  {"Other clients offer the same suites with x25519.", "同じスイートを x25519 付きで提示するクライアントがほかにあります。"},
		"refused": {"The server refused {refused:session|sessions} of these clients.", "サーバーはこれらのクライアントの {refused} 件のセッションを拒否しました。"},
		"fips":    {"FIPS mode alone leaves suites in common with an ordinary server; check which other restriction of cryptography is set with it.", "FIPS モードだけで共通のスイートがなくなることは通常ありません。ほかにどのような暗号制限があるか確認してください。"},
	},
}

var proxiedHello = Entry{
	Title:  Text{"A device speaks TLS for some clients", "一部のクライアントの TLS を機器が代行している"},
	Strong: Text{"these addresses are proxies by the inventory", "これらのアドレスが登録情報でプロキシとされている"},
	Hint:   Text{"their ClientHellos cannot be those of Windows, and those of nearly all other clients can", "ClientHello が Windows のものではあり得ず、ほかのほとんどのクライアントのものは Windows と一致する"},
	Needs:  Text{"the proxies' addresses (--proxy) for more", "確度を上げるにはプロキシのアドレス(--proxy)"},
	Quiet:  Text{"there is no fleet to compare with, or the sensor is told to stand on the clients' side of the proxy (sensor: client), where its ClientHello is not seen", "比較できるクライアント群がない場合、またはセンサーがプロキシのクライアント側にあると登録されている場合(sensor: client、プロキシの ClientHello は見えない)"},
	Says: map[string]Text{
		"title":   {"{clients:client|clients} at {server} may stand behind a device that terminates TLS", "{server} に接続する {clients} 台のクライアントは、TLS を終端する機器の背後にある可能性があります"},
		"what":    {"Their ClientHellos hold what Windows never sends, unlike those of {usual:other client|other clients}.", "これらの ClientHello には Windows が送らない内容が含まれています(ほかの {usual} 台には含まれません)。"},
		"proxy":   {"The inventory says that they are proxies.", "登録情報ではプロキシとされています。"},
		"changed": {"{changed:client|clients} sent other ClientHellos in earlier captures.", "うち {changed} 台は、以前のキャプチャでは別の ClientHello を送っていました。"},
		"compare": {"Capture before and behind the address at the same time: if the ClientHellos differ, the device terminates TLS and must exempt the appliance. Clients that are not Windows look the same.", "そのアドレスの前後で同時にキャプチャしてください。ClientHello が異なれば、機器が TLS を終端しているため、アプライアンスを除外する必要があります。Windows 以外のクライアントも同じように見えます。"},
	},
}
