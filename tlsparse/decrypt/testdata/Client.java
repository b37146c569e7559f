import java.io.*;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.*;

// java Client.java VERSION LINES [SUITE PORT]...: for each suite a connection
// that sends LINES lines, each when the answer to the one before has come.
// java Client.java VERSION lists the suites.
public class Client {
    public static void main(String[] args) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new X509ExtendedTrustManager() {
            public void checkClientTrusted(X509Certificate[] c, String a) {}
            public void checkServerTrusted(X509Certificate[] c, String a) {}
            public void checkClientTrusted(X509Certificate[] c, String a, java.net.Socket s) {}
            public void checkServerTrusted(X509Certificate[] c, String a, java.net.Socket s) {}
            public void checkClientTrusted(X509Certificate[] c, String a, SSLEngine e) {}
            public void checkServerTrusted(X509Certificate[] c, String a, SSLEngine e) {}
            public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
        }}, new SecureRandom());
        if (args.length == 1) {
            for (String s : context.getSupportedSSLParameters().getCipherSuites()) System.out.println(s);
            return;
        }
        for (int i = 2; i + 1 < args.length; i += 2) {
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", Integer.parseInt(args[i + 1]))) {
                socket.setEnabledProtocols(new String[] {args[0]});
                socket.setEnabledCipherSuites(new String[] {args[i]});
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), "US-ASCII"));
                OutputStream out = socket.getOutputStream();
                for (int n = 1; n <= Integer.parseInt(args[1]); n++) {
                    out.write(("line " + n + " " + "x".repeat(n * 700) + "\n").getBytes("US-ASCII"));
                    in.readLine();
                }
            } catch (Exception e) {
                System.out.println(args[i] + " " + e);
            }
        }
    }
}
