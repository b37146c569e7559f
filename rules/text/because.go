package text

// because says in one clause, for each rule that can keep clients away, why
// they fail: the middle of "31 because ...: change ...". A variant of a rule's
// clause stands under "rule/variant".
var because = map[string]Text{
	"cipher-exhausted":                      {"they offer no cipher suite that {server} accepts", "{server} が受け入れる暗号スイートをクライアントが 1 つも提示していません"},
	"cipher-exhausted/likely":               {"{server} refuses their handshake, most likely over the cipher suites", "{server} がハンドシェイクを拒否しています(暗号スイートが原因と考えられます)"},
	"version-exhausted":                     {"they offer {offered}, which {server} refuses", "クライアントが提示する {offered} を {server} が拒否しています"},
	"version-exhausted/client":              {"{server} answers with a protocol version that they refuse", "{server} が選んだプロトコルバージョンをクライアントが拒否しています"},
	"group-exhausted":                       {"they offer no key exchange group that {server} accepts", "{server} が受け入れる鍵交換グループをクライアントが提示していません"},
	"signature-exhausted":                   {"they offer no signature algorithm that fits the certificate of {server}", "{server} の証明書に合う署名アルゴリズムをクライアントが提示していません"},
	"alpn-exhausted":                        {"they offer only ALPN protocols that {server} does not speak ({offered})", "クライアントが提示する ALPN プロトコル({offered})に {server} が対応していません"},
	"server-name-refused":                   {"{server} does not answer to the name that they use ({refused})", "クライアントが使う名前({refused})に {server} が応答しません"},
	"server-name-refused/none":              {"{server} does not answer without a server name, and they send none, as clients do that were given an IP address", "{server} はサーバー名なしでは応答せず、IP アドレスを指定されたクライアントはサーバー名を送りません"},
	"cipher-near-exhaustion":                {"they are one cipher suite from failing at {server}", "{server} と共通の暗号スイートが残り 1 つです"},
	"fips-profile":                          {"their Windows offers what it does in FIPS mode", "Windows の提示内容が FIPS モードのものです"},
	"weak-protocol":                         {"they use an outdated protocol version or cipher suite with {server}", "{server} との通信に古いプロトコルまたは暗号スイートを使っています"},
	"handshake-failed":                      {"the handshake with {server} fails for a reason that the wire does not name", "{server} とのハンドシェイクが失敗していますが、通信からは理由が分かりません"},
	"client-rejects-certificate":            {"they refuse the certificate that {server} shows them", "{server} が提示する証明書をクライアントが拒否しています"},
	"client-rejects-certificate/unknown_ca": {"they do not trust the issuer of the certificate that {server} shows them", "{server} が提示する証明書の発行者をクライアントが信頼していません"},
	"client-rejects-certificate/expired":    {"they hold the certificate of {server} for expired", "{server} の証明書をクライアントが期限切れと判断しています"},
	"client-rejects-certificate/revoked":    {"they hold the certificate of {server} for revoked", "{server} の証明書をクライアントが失効済みと判断しています"},
	"silent-rejection":                      {"they leave without a word once they have seen the certificate of {server}", "{server} の証明書を受け取ると無言で切断しています"},
	"client-certificate-refused":            {"{server} asks for a client certificate and misses or refuses theirs", "{server} がクライアント証明書を要求し、提示がないか拒否しています"},
	"name-mismatch":                         {"they call {server} {name}, and its certificate is for {names}", "クライアントは {server} を {name} と呼びますが、証明書は {names} のものです"},
	"name-mismatch/manager":                 {"{name} leads them to the manager {server}, whose certificate is for {names}", "{name} がマネージャー {server} に解決され、その証明書は {names} のものです"},
	"name-mismatch/short":                   {"the policy names the appliance by its short name {name} and its certificate is for {names}", "ポリシーは短い名前 {name} を使っていますが、証明書は {names} のものです"},
	"name-mismatch/address":                 {"the policy names the appliance by IP ({name}) and its certificate has only DNS names", "ポリシーがアプライアンスを IP アドレス({name})で指定し、証明書には DNS 名しかありません"},
	"manager-name-mismatch":                 {"they call the manager {name}, and its server.crt is for {names}", "マネージャーを {name} と呼びますが、server.crt は {names} のものです"},
	"san-missing":                           {"the certificate of {server} has no subjectAltName", "{server} の証明書に subjectAltName がありません"},
	"certificate-expired":                   {"the certificate of {server} expired on {to}", "{server} の証明書の有効期限が {to} に切れています"},
	"certificate-expired/issuer":            {"{server} sends the certificate of a CA that expired on {to} ({ca})", "{server} が送る CA({ca})の証明書の有効期限が {to} に切れています"},
	"certificate-not-yet-valid":             {"the certificate of {server} is not valid before {from}", "{server} の証明書の有効期間は {from} からです"},
	"certificate-self-signed":               {"the certificate of {server} is self-signed, which nobody trusts to whom it was not delivered", "{server} の証明書は自己署名で、配布されていないクライアントには信頼されません"},
	"certificate-weak":                      {"the certificate of {server} is weaker than clients may take ({key}, {signature})", "{server} の証明書({key}、{signature})が弱く、クライアントに拒否されることがあります"},
	"chain-incomplete":                      {"{server} does not send the certificate of its issuer ({missing})", "{server} が発行者({missing})の中間証明書を送っていません"},
	"certificate-changed":                   {"the certificate of {server} changed at {at} and they do not know the new one", "{server} の証明書が {at} に変わり、クライアントが新しい証明書を知りません"},
	"interception":                          {"a device between forges the certificate for {name} (issuer {issuers})", "途中の機器が {name} の証明書を偽造しています(発行者: {issuers})"},
	"interception/device":                   {"{device} forges the certificate for {name} (issuer {issuers})", "{device} が {name} の証明書を偽造しています(発行者: {issuers})"},
	"intercepting-issuer":                   {"the certificate that they are shown for the appliance is made by an intercepting product ({product})", "アプライアンスの代わりに傍受製品({product})の証明書が提示されています"},
	"intercepting-issuer/device":            {"{device} shows them a certificate that an intercepting product made ({product})", "{device} が傍受製品({product})の証明書を提示しています"},
	"multiple-certificates":                 {"{server} shows several certificates for {name}, and they are shown one that they refuse", "{server} が {name} に複数の証明書を提示し、その 1 つをクライアントが拒否しています"},
	"proxy-auth-required":                   {"the proxy {server} demands credentials, which a service cannot give", "プロキシ {server} が認証を要求していますが、サービスは応答できません"},
	"proxy-refused":                         {"the proxy {server} refuses the tunnel to {target} (status {status})", "プロキシ {server} が {target} へのトンネルを拒否しています(ステータス {status})"},
	"proxy-refused/unasked":                 {"the proxy {server} does not accept how they authenticate (status {status})", "プロキシ {server} がクライアントの認証を受け入れません(ステータス {status})"},
	"proxy-refused/cut":                     {"the proxy {server} agrees to the tunnel to {target} and cuts it before the server answers", "プロキシ {server} が {target} へのトンネルを許可した後、サーバーの応答前に切断しています"},
	"proxy-upstream-failed":                 {"the proxy {server} does not reach {target} (status {status})", "プロキシ {server} が {target} に到達できません(ステータス {status})"},
	"edr-unreachable":                       {"nothing answers their connections to {server}", "{server} への接続に応答がありません"},
	"edr-unreachable/past":                  {"their connections to {server} get nowhere, and go past {designed}, through which they are meant to go", "{server} への直接接続が失敗しています(本来は {designed} を経由する設計です)"},
	"edr-unreachable/icmp":                  {"a device on the way answers their connections to {server} with an {icmp} error", "途中の機器が {server} への接続に {icmp} エラーを返しています"},
	"edr-unreachable/reject":                {"{server} refuses their connections", "{server} が接続を拒否しています"},
	"reset-injected":                        {"a device between resets their connections to {server}", "途中の機器が {server} への接続をリセットしています"},
	"path-mtu-blackhole":                    {"full-size packets are lost on the way between them and {server}", "クライアントと {server} の間で大きなパケットが失われています"},
	"no-client-hello":                       {"connections to {server} come up and their ClientHello never arrives", "{server} に接続できても ClientHello が届きません"},
	"no-server-hello":                       {"{server} takes their connections and never answers the ClientHello", "{server} は接続を受け付けますが ClientHello に応答しません"},
	"no-server-hello/late":                  {"{server} answers the ClientHello when they have given up", "{server} の ClientHello への応答が、クライアントがあきらめた後になっています"},
	"no-server-hello/lost":                  {"their ClientHello, or the rest of it, is lost on the way to {server}", "ClientHello の全体または残りが {server} への途中で失われています"},
	"server-slow":                           {"{server} takes long to answer the ClientHello", "{server} の ClientHello への応答が遅くなっています"},
	"plaintext-on-tls-port":                 {"{server} answers in plain text where TLS is due", "{server} が TLS ではなく平文で応答しています"},
	"dns-failure":                           {"{name} does not resolve for them ({outcomes})", "{name} の名前解決に失敗しています({outcomes})"},
	"dns-wrong-address":                     {"{name} resolves to {addresses} for them, and the appliance is at {expected}", "{name} が {addresses} に解決されますが、正しくは {expected} です"},
	"revocation-unreachable":                {"they do not reach {target}, where the revocation status of the certificate of {server} is published", "{server} の証明書の失効情報を公開する {target} に到達できません"},
	"event-rate-exceeded":                   {"{server} receives more than {limit} events per second", "{server} に毎秒 {limit} を超えるイベントが届いています"},
	"event-rate-near-limit":                 {"{server} receives nearly as many events per second as it bears", "{server} に届くイベント数が上限に近づいています"},
	"edr-overloaded":                        {"{server} shows many clients the signs of overload", "{server} が多数のクライアントに過負荷の兆候を示しています"},
	"silent-client":                         {"they were never told to enrol (they call at their manager alone)", "登録の指示が届いていません(マネージャーにのみ接続しています)"},
	"multiple-edr":                          {"they call at several appliances ({hosts})", "複数のアプライアンス({hosts})に接続しています"},
	"multiple-managers":                     {"they call at several managers ({hosts})", "複数のマネージャー({hosts})に接続しています"},
	"enrollment-loop":                       {"they try {appliance} again and again and never come to be enrolled", "{appliance} への接続を繰り返し、登録が完了していません"},
	"reconnect-storm":                       {"they connect up to {most} times a minute in vain", "毎分最大 {most} 回の接続が失敗しています"},
	"manager-unreachable":                   {"they do not reach their manager {server}, so that no policy arrives", "マネージャー {server} に到達できず、ポリシーが届きません"},
	"clock-skew":                            {"their clocks are wrong by up to {worst}", "クライアントの時計が最大 {worst} ずれています"},
	"clock-skew/expired":                    {"they hold a valid certificate for expired, so that their clocks are likely wrong", "有効な証明書を期限切れと判断しており、クライアントの時計がずれていると考えられます"},
}

// Because gives the clause of a rule's variant, or the rule's own; false where
// it has none.
func Because(rule, variant string) (Text, bool) {
	if t, known := because[rule+"/"+variant]; known {
		return t, true
	}
	t, known := because[rule]
	return t, known
}
