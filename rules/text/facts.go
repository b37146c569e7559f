package text

// ruledOut says, for each fact that excludes a cause, what is excluded and by
// what.
var ruledOut = map[string]Text{
	"attempt":           {"no policy (it calls)", "ポリシー未達(接続している)"},
	"tcp_connection":    {"blocked path (TCP connects)", "経路の遮断(TCP は確立)"},
	"server_hello":      {"cipher suites, versions (ServerHello came)", "暗号スイートとバージョン(ServerHello あり)"},
	"fingerprint":       {"interception (the appliance's own certificate)", "傍受(アプライアンス本来の証明書)"},
	"certificate_names": {"wrong name (it is in the certificate)", "名前の不一致(証明書にある)"},
	"subject_alt_name":  {"no subjectAltName (it is there)", "subjectAltName の欠如(ある)"},
	"certificate_dates": {"expired certificate (it is in date)", "証明書の期限切れ(期限内)"},
	"others_served":     {"appliance down (it serves others)", "アプライアンスの停止(ほかには応答)"},
}

// wanted says, for each kind of knowledge that is missing, what it would tell.
var wanted = map[string]Text{
	"both_directions": {"a capture that holds both directions, from the beginning of the connections", "接続の開始から両方向を含むキャプチャ"},
	"appliances":      {"which host is the appliance (--edr)", "どのホストがアプライアンスか(--edr)"},
	"session_keys":    {"a capture of a TLS 1.2 client, or session keys: in TLS 1.3 the certificate is encrypted", "TLS 1.2 クライアントのキャプチャまたはセッション鍵(TLS 1.3 では証明書が暗号化される)"},
	"certificate":     {"the appliance's true certificate (--edr-cert), which tells a forged one from one that is not trusted", "アプライアンスの本物の証明書(--edr-cert)。偽造された証明書と信頼されていない証明書を区別できる"},
	"version":         {"the appliance's version: from 4.6.0 on a subjectAltName is required", "アプライアンスのバージョン(4.6.0 以降は subjectAltName が必須)"},
	"suites":          {"the suites that the appliance accepts (accepted_suites in the inventory)", "アプライアンスが受け入れるスイート(インベントリの accepted_suites)"},
	"client_side":     {"a capture on the clients' side of the proxy: on the other side they bear its address", "プロキシのクライアント側のキャプチャ(反対側ではプロキシのアドレスに見える)"},
	"groups":          {"the clients' groups and locations (clients_csv in the inventory), which tell causes 3, 10, 11 and 12 apart", "クライアントのグループと場所(インベントリの clients_csv)。原因 3、10、11、12 を区別できる"},
}

// RuledOut gives the words for a fact that excludes a cause.
func RuledOut(by string) Text { return ruledOut[by] }

// Wanted gives the words for knowledge that would settle what is open.
func Wanted(what string) Text { return wanted[what] }
