package text

// changes says, for each kind of change, what exactly is to be done: the end
// of "31 because ...: change ...". {values} are the change's values.
var changes = map[string]Text{
	"policy-url":          {"change the URL in SEP Policies to {values}", "SEP ポリシーの URL を {values} に変更してください"},
	"certificate-names":   {"request a certificate whose subjectAltName holds {values}", "subjectAltName に {values} を含む証明書を発行してください"},
	"controller-name":     {"change the name in EDR's SEPM Controller connection to {values}", "EDR の SEPM コントローラー接続の名前を {values} に変更してください"},
	"serve-name":          {"configure the server to answer to {values}", "サーバーが {values} に応答するように設定してください"},
	"client-suites":       {"enable on these clients one of {values}", "クライアントで次のいずれかを有効にしてください: {values}"},
	"server-suites":       {"enable on the appliance one of {values}, or update the clients' Windows", "アプライアンスで次のいずれかを有効にするか、クライアントの Windows を更新してください: {values}"},
	"client-versions":     {"enable {values} on these clients", "クライアントで {values} を有効にしてください"},
	"client-groups":       {"enable on these clients one of the groups {values}", "クライアントで次の鍵交換グループのいずれかを有効にしてください: {values}"},
	"client-signatures":   {"enable signatures with {values} keys on these clients", "クライアントで {values} 鍵の署名を有効にしてください"},
	"server-alpn":         {"let the server accept one of {values}, or a hello without ALPN pass", "サーバーで {values} のいずれかを許可するか、ALPN なしの接続を許可してください"},
	"trust":               {"have SEPM deliver the appliance's certificate, or install it as trusted root, once its SHA-256 on the appliance is seen to be {values}", "アプライアンス側で SHA-256 が {values} であることを確認し、SEPM から配布するか、信頼されたルートとして登録してください"},
	"trust-unseen":        {"have SEPM deliver the appliance's certificate, or install it as trusted root", "アプライアンスの証明書を SEPM から配布するか、信頼されたルートとして登録してください"},
	"check-certificate":   {"compare the new certificate, SHA-256 {values}, with the one on the appliance; have SEPM deliver it if they are the same", "新しい証明書(SHA-256 {values})をアプライアンス上のものと比較し、同じであれば SEPM から配布してください"},
	"deliver-certificate": {"have SEPM deliver the new certificate, SHA-256 {values}", "新しい証明書(SHA-256 {values})を SEPM から配布してください"},
	"renew":               {"renew the certificate, for {values}", "{values} の証明書を更新してください"},
	"stronger":            {"issue the certificate anew with RSA 2048 or more and SHA-256, for {values}", "{values} の証明書を RSA 2048 以上、SHA-256 で再発行してください"},
	"send-issuer":         {"install the current certificate of {values} behind the server's own", "サーバー証明書の後に {values} の現在の証明書を追加してください"},
	"proxy-inspection":    {"check whether the proxy {values} inspects TLS for these clients, and exempt the appliance there", "プロキシ {values} がこれらのクライアントの TLS を検査していないか確認し、アプライアンスを除外してください"},
	"same-certificate":    {"give every host behind the address the same certificate", "アドレスの背後のすべてのホストに同じ証明書を設定してください"},
	"exempt":              {"exempt {values} from TLS inspection there", "その機器で {values} を TLS 検査の対象から除外してください"},
	"bypass-proxy":        {"let {values} pass the proxy without credentials, or go past it", "プロキシで {values} を認証なしで許可するか、プロキシを経由しないようにしてください"},
	"allow-proxy":         {"allow CONNECT to {values} on the proxy", "プロキシで {values} への CONNECT を許可してください"},
	"use-proxy":           {"set the proxy {values} again in External Communications of their group", "グループの「外部通信」でプロキシ {values} を再設定してください"},
	"open-proxy":          {"let these clients use the proxy {values} without credentials, or go past it", "これらのクライアントがプロキシ {values} を認証なしで使えるようにするか、プロキシを経由しないようにしてください"},
	"proxy-route":         {"give the proxy a route and a name for {values}", "プロキシから {values} への経路と名前解決を確保してください"},
	"open-path":           {"open TCP to {values} on the way, or start the service there", "途中の機器で {values} への TCP を許可するか、サービスを起動してください"},
	"start-service":       {"start the service, or correct address and port in SEP Policies: {values}", "サービスを起動するか、SEP ポリシーのアドレスとポートを修正してください: {values}"},
	"stop-resets":         {"find the device that resets, by the time to live {values} of its packets, and exempt the appliance there", "パケットの TTL {values} を手掛かりにリセットしている機器を特定し、アプライアンスを除外してください"},
	"hello-path":          {"let ClientHellos to {values} pass on the way, whatever their name and size", "{values} への ClientHello を、名前や大きさにかかわらず経路上で通してください"},
	"path-mtu":            {"let ICMP \"fragmentation needed\" pass, or clamp the MSS on the way to {values}", "ICMP の「フラグメント化が必要」を通すか、{values} への経路で MSS を制限してください"},
	"tls-service":         {"look at the TLS service and the load of {values}", "{values} の TLS サービスと負荷を確認してください"},
	"tls-port":            {"enable TLS on {values}, or enter the port where it is", "{values} で TLS を有効にするか、正しいポートを指定してください"},
	"dns-record":          {"have the clients' resolver answer for {values}", "クライアントのリゾルバーが {values} に応答するようにしてください"},
	"dns-address":         {"correct the DNS record to {values}", "DNS レコードを {values} に修正してください"},
	"open-revocation":     {"open HTTP from the clients to {values}", "クライアントから {values} への HTTP を許可してください"},
	"client-certificate":  {"give the clients the certificate that {values} asks for, or stop asking for one", "{values} が要求する証明書をクライアントに配布するか、要求をやめてください"},
	"fewer-events":        {"record or submit fewer events, or spread the groups over more appliances than {values}", "記録・送信するイベントを減らすか、グループを {values} 以外のアプライアンスにも分散してください"},
	"include-groups":      {"check SEPM Group Inclusion on the appliance, then External Communications > Private Cloud of their groups", "アプライアンスの「SEPM グループの組み込み」と、グループの「外部通信」>「プライベートクラウド」を確認してください"},
	"group-policy":        {"set External Communications > Private Cloud of the group {values} to enrol, and include the group on the appliance", "グループ {values} の「外部通信」>「プライベートクラウド」で登録を有効にし、アプライアンスでグループを組み込んでください"},
	"location-policy":     {"at the location {values}, set External Communications to use the group's settings", "場所 {values} の「外部通信」でグループの設定を使うようにしてください"},
	"update-policy":       {"have these clients update their policy, and compare its serial number with SEPM's", "クライアントのポリシーを更新し、シリアル番号を SEPM と比較してください"},
	"open-manager":        {"open TCP from the clients to the manager {values}", "クライアントからマネージャー {values} への TCP を許可してください"},
	"one-appliance":       {"give each group one appliance: {values}", "各グループのアプライアンスを 1 つにしてください: {values}"},
	"clock":               {"correct the clocks of these clients", "クライアントの時計を修正してください"},
	"logs":                {"look at the log of {values} at the times of these sessions", "該当セッションの時刻の {values} のログを確認してください"},
}

// Change gives the sentence of a kind of change; false where there is none.
func Change(kind string) (Text, bool) {
	t, known := changes[kind]
	return t, known
}
