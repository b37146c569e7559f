package text

var recovered = map[string]Text{
	"recovered": {"The same clients got on later.", "同じクライアントは後で正常に通信しています。"},
}

var resetInjected = Entry{
	Title:  Text{"A device on the path resets the connection", "経路上の機器が接続をリセットしている"},
	Proof:  Text{"the time to live differs, if only by 1, and the end in whose name the reset came went on sending", "TTL が 1 でも異なり、リセットの送信元とされる側がその後も送信を続けた"},
	Strong: Text{"after the ClientHello came a reset whose time to live differs by 3 or more from that of the same end's packet before; or by 1 or 2, and its IP identification breaks off the end's count and its window is another, or it came over no router at all while the packet before came over some", "ClientHello の後に、同じ送信元の直前のパケットと TTL が 3 以上異なるリセットが届いた。または 1〜2 異なり、IP 識別子が連続せずウィンドウも異なるか、直前のパケットがルーターを経由したのにリセットは一台も経由していない"},
	Needs:  Text{"nothing", "なし"},
	Quiet:  Text{"the time to live fits, or IP identification and window go on from the packet before (the path changed); no packet of that end came before; or the handshake was finished", "TTL が一致する場合、IP 識別子とウィンドウが直前のパケットから続いている場合(経路の変化)、それ以前に同じ送信元のパケットがない場合、ハンドシェイクが完了している場合"},
	Says: with(map[string]Text{
		"title":    {"Something between {clients:client|clients} and {server} resets the connections", "{clients} 台のクライアントと {server} の間の何かが接続をリセットしています"},
		"what":     {"{sessions:handshake was|handshakes were} ended by a TCP reset after the ClientHello. The reset came with time to live {ttl}; the packet before, from the same address, had {before}. So another device made it.", "{sessions} 件のハンドシェイクが ClientHello の後の TCP リセットで終了しました。リセットの TTL は {ttl} ですが、同じアドレスからの直前のパケットの TTL は {before} でした。リセットは別の機器が作成したものです。"},
		"ipid":     {"All these resets have the same IP identification, {ipid}.", "これらのリセットの IP 識別子はすべて {ipid} です。"},
		"both":     {"In {both:session|sessions} both ends were reset in each other's name.", "{both} 件のセッションでは、両端が互いの名前でリセットされました。"},
		"survived": {"In {survived:session|sessions} the alleged sender went on sending, so it had reset nothing.", "{survived} 件のセッションでは、送信元とされる側がその後も送信を続けており、実際にはリセットしていません。"},
		"firewall": {"Look for a firewall, intrusion prevention system or web filter between the clients and {server} that ends TLS by server name or by address, and let this traffic pass.", "クライアントと {server} の間に、サーバー名やアドレスによって TLS を切断するファイアウォール、IPS、Web フィルターがないか確認し、この通信を許可してください。"},
		"place":    {"To find it, capture on the client and on the appliance at the same time: the resets come from between the places.", "特定するには、クライアント側とアプライアンス側で同時にキャプチャしてください。リセットはその間から発生しています。"},
	}, recovered),
}

var pathMTUBlackhole = Entry{
	Title:  Text{"Large packets vanish on the path", "経路上で大きなパケットが失われている"},
	Proof:  Text{"as strong, and an ICMP error told the sender the smaller size, in vain", "同上に加え、ICMP エラーが送信側に小さいサイズを通知したが効果がなかった"},
	Strong: Text{"full-size segments were sent again and again and never acknowledged, or never came to a sensor on the receiver's side; small ones arrived, and the receiver was there until it gave up", "最大長のセグメントが繰り返し送信されたが確認応答がないか、受信側のセンサーに一度も届かず、小さいパケットは届き、受信側は最後まで応答していた"},
	Needs:  Text{"nothing", "なし"},
	Quiet:  Text{"small segments were lost too, the receiver said nothing more, or the capture has gaps in the session", "小さいセグメントも失われた場合、受信側が沈黙した場合、キャプチャに欠落がある場合"},
	Says: with(map[string]Text{
		"title":         {"Large packets between {clients:client|clients} and {server} do not arrive", "{clients} 台のクライアントと {server} の間で大きなパケットが届いていません"},
		"what.server":   {"In {sessions:session|sessions} {server} sent segments of {size} bytes up to {repeats:time|times} again and no acknowledgment came, while small packets passed both ways. The server's certificate does not fit into a small packet, so the handshake stalls.", "{sessions} 件のセッションで、{server} は {size} バイトのセグメントを最大 {repeats} 回再送しましたが確認応答がなく、小さいパケットは両方向に届いていました。サーバー証明書は小さいパケットに収まらないため、ハンドシェイクが停止します。"},
		"what.client":   {"In {sessions:session|sessions} the client sent segments of {size} bytes up to {repeats:time|times} again and no acknowledgment came, while small packets passed both ways.", "{sessions} 件のセッションで、クライアントは {size} バイトのセグメントを最大 {repeats} 回再送しましたが確認応答がなく、小さいパケットは両方向に届いていました。"},
		"behind.server": {"In {unseen:session|sessions} a part of what {server} sent, as long as a full-size segment or longer, never came past the sensor, while smaller segments behind it did. The client acknowledged none of it, so it is the path that lost it and not the sensor.", "{unseen} 件のセッションで、{server} が送信したデータのうち最大長セグメント以上の部分がセンサーに届かず、その後ろの小さいセグメントは届きました。クライアントも確認応答していないため、失われたのはセンサーではなく経路上です。"},
		"behind.client": {"In {unseen:session|sessions} a part of what the client sent, as long as a full-size segment or longer, never came past the sensor, while smaller segments behind it did. {server} acknowledged none of it, so it is the path that lost it and not the sensor.", "{unseen} 件のセッションで、クライアントが送信したデータのうち最大長セグメント以上の部分がセンサーに届かず、その後ろの小さいセグメントは届きました。{server} も確認応答していないため、失われたのはセンサーではなく経路上です。"},
		"silent":        {"No ICMP error told the sender to send less.", "送信側に小さいサイズを求める ICMP エラーは観測されていません。"},
		"ignored":       {"In {told:session|sessions} an ICMP error asked for packets of at most {mtu} bytes; the sender did not get it or did not heed it.", "{told} 件のセッションで、ICMP エラーが最大 {mtu} バイトのパケットを求めましたが、送信側に届いていないか、無視されました。"},
		"clamp":         {"On the tunnel or VPN in the path, clamp the TCP maximum segment size to what the path carries, or lower the MTU of the sender's interface.", "経路上のトンネルまたは VPN で TCP の最大セグメントサイズを制限(MSS クランプ)するか、送信側インターフェイスの MTU を下げてください。"},
		"icmp":          {"Let ICMP \"fragmentation needed\" (type 3 code 4) and ICMPv6 \"packet too big\" pass the firewalls to the sender.", "ファイアウォールで、送信側への ICMP「フラグメンテーションが必要」(タイプ 3 コード 4)と ICMPv6「Packet Too Big」を許可してください。"},
		"test":          {"To see where it is, send pings that must not be fragmented from both ends: ping -f -l 1472 ADDRESS on Windows.", "発生箇所は、分割禁止の ping を両端から送って確認できます(Windows では ping -f -l 1472 アドレス)。"},
	}, recovered),
}
