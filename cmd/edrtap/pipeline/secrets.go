package pipeline

import "edrtap/tlsparse/decrypt"

// learn adds key logs that stood in the input. What came before them is
// handled without them, however far ahead the dispatcher is.
func (r *run) learn(logs [][]byte) {
	if r.pool != nil {
		r.pool.drain()
	}
	if r.config.Secrets == nil {
		r.config.Secrets = decrypt.NewSecrets()
		for _, w := range r.workers {
			w.decryptWith(r.config.Secrets, false)
		}
	}
	for _, text := range logs {
		r.config.Secrets.AddKeyLog(text)
	}
}

// decryptWith lets the worker open sessions that begin from now on. It may
// remember what opens those that resume them where no other worker can have
// them.
func (w *worker) decryptWith(secrets *decrypt.Secrets, remember bool) {
	d := decrypt.New(secrets)
	d.Remember = remember
	w.parser.Decrypter = d
}
