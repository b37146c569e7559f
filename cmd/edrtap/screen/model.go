package screen

import (
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"edrtap/cmd/edrtap/monitor"
)

// page is one of the tables.
type page int

const (
	overview page = iota
	appliances
	clients
	findings
	sessions
	sensor
	journal
	pages
)

// model is the view at one moment. Bubble Tea calls it from one goroutine.
type model struct {
	config  *Config
	painter painter
	state   State
	loads   []load            // of state
	pace    map[string]uint64 // frames that came each second, by interface
	looked  time.Time         // when state was

	page   page
	places [pages]place
	table  table // of the page at hand, filtered and in order
	open   bool  // the details of the row at the cursor are shown
	scroll int   // their first line

	paused bool
	typing bool // the filter is being typed
	filter string
	of     row  // that sessions are shown of; without about: of all
	ended  bool // by the user
}

// place is where the user is on a page.
type place struct {
	cursor  int
	key     string // of the row at the cursor; "" for whichever comes first
	first   int    // row that is shown on top
	by      int    // column that rows are in order of; -1: as they come
	reverse bool
}

// looked is what a look at the state gives.
type looked struct {
	at    time.Time
	state State
}

func newModel(c *Config) *model {
	m := &model{config: c, state: State{Status: &monitor.Status{}}, pace: make(map[string]uint64)}
	m.painter = painter{lang: c.Lang, color: c.Color, width: 80, height: 24}
	for i := range m.places {
		m.places[i].by = -1
	}
	m.places[clients].by = 0
	m.places[findings] = place{by: 1, reverse: true} // the newest first, as in the log
	m.places[sessions] = place{by: 0, reverse: true}
	return m
}

// Init implements tea.Model.
func (m *model) Init() tea.Cmd { return m.look(0) }

// look asks for the state a while from now.
func (m *model) look(after time.Duration) tea.Cmd {
	return tea.Tick(after, func(at time.Time) tea.Msg { return looked{at, m.config.Look()} })
}

// Update implements tea.Model.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.painter.width, m.painter.height = min(msg.Width, widestScreen), msg.Height
		m.arrange()
	case looked:
		if !m.paused {
			m.take(&msg)
		}
		return m, m.look(lookEvery)
	case tea.KeyPressMsg:
		return m, m.press(msg)
	}
	return m, nil
}

// widestScreen is how many columns are used at most: text.Clean cuts what is
// longer.
const widestScreen = 250

// take shows another state.
func (m *model) take(l *looked) {
	if between := l.at.Sub(m.looked).Seconds(); between > 0 {
		before := make(map[string]uint64)
		for i := range m.state.Status.Interfaces {
			before[m.state.Status.Interfaces[i].Name] = m.state.Status.Interfaces[i].Received
		}
		for i := range l.state.Status.Interfaces {
			at := &l.state.Status.Interfaces[i]
			m.pace[at.Name] = uint64(float64(at.Received-before[at.Name]) / between)
		}
	}
	news := !l.state.At.Equal(m.state.At)
	m.looked, m.state = l.at, l.state
	if news {
		m.loads = loads(m.state.Rates, m.state.At)
	}
	m.arrange()
}

// arrange makes the table of the page at hand, and keeps the cursor on its row.
func (m *model) arrange() {
	m.table = m.tableOf(m.page)
	at := &m.places[m.page]
	if found := m.table.find(at.key); at.key != "" && found >= 0 {
		at.cursor = found
	} else if at.key != "" {
		m.open = false
	} else {
		at.cursor = 0
	}
	m.move(0)
}

// tableOf gives a page's rows, filtered and in order.
func (m *model) tableOf(p page) table {
	var t table
	switch p {
	case appliances:
		t = m.applianceTable()
	case clients:
		t = m.clientTable()
	case findings:
		t = m.findingTable()
	case sessions:
		t = m.sessionTable()
	case sensor:
		t = m.sensorTable()
	case journal:
		t = m.logTable()
	}
	t.filter(m.filter)
	if at := &m.places[p]; at.by >= 0 {
		t.sort(at.by, at.reverse)
	}
	return t
}

func (m *model) logTable() table {
	t := table{columns: []column{{name: colLine}}}
	before, lines := m.config.Log.Lines()
	for i := len(lines) - 1; i >= 0; i-- {
		t.rows = append(t.rows, row{key: strconv.Itoa(before + i), cells: []cell{words(lines[i])}})
	}
	return t
}

// move moves the cursor, and what is shown with it.
func (m *model) move(by int) {
	at := &m.places[m.page]
	last := len(m.table.rows) - 1
	at.cursor = max(0, min(at.cursor+by, last))
	if at.cursor > 0 {
		at.key = m.table.rows[at.cursor].key
	} else if by != 0 {
		at.key = ""
	}
	room := max(m.room()-1, 1) // below the names of the columns
	at.first = max(0, min(at.first, at.cursor, last+1-room))
	at.first = max(at.first, at.cursor-room+1)
}

// press does what a key is for.
func (m *model) press(key tea.KeyPressMsg) tea.Cmd {
	name := key.String()
	if name == "ctrl+c" {
		m.ended = true
		return tea.Quit
	}
	if m.typing {
		m.edit(name, key.Text)
		return nil
	}
	switch name {
	case "q":
		m.ended = true
		return tea.Quit
	case "p", "space":
		if m.paused = !m.paused; !m.paused {
			m.take(&looked{time.Time{}, m.config.Look()})
		}
	case "1", "2", "3", "4", "5", "6", "7":
		m.turn(page(name[0] - '1'))
	case "tab", "right":
		m.turn((m.page + 1) % pages)
	case "shift+tab", "left":
		m.turn((m.page + pages - 1) % pages)
	case "/":
		m.typing, m.open = true, false
	case "enter":
		m.enter()
	case "o":
		m.showSessions()
	case "esc", "backspace":
		m.back()
	case "s":
		m.sortByNext()
	case "r":
		m.places[m.page].reverse = !m.places[m.page].reverse
		m.arrange()
	case "ctrl+l":
		return tea.ClearScreen
	default:
		m.steer(name)
	}
	return nil
}

// steer moves the cursor, or the details.
func (m *model) steer(name string) {
	all := len(m.table.rows) + len(m.detailLines())
	by, known := map[string]int{
		"up": -1, "k": -1, "down": 1, "j": 1, "pgup": -m.room(), "pgdown": m.room(),
		"home": -all, "g": -all, "end": all, "G": all,
	}[name]
	if !known {
		return
	}
	if m.open {
		m.scroll = max(0, min(m.scroll+by, len(m.detailLines())-m.room()))
		return
	}
	m.move(by)
}

func (m *model) turn(to page) {
	m.page, m.open = to, false
	m.arrange()
}

func (m *model) enter() {
	if m.page == overview {
		m.turn(findings)
		return
	}
	if at := &m.places[m.page]; at.cursor < len(m.table.rows) && m.table.rows[at.cursor].details != nil {
		at.key = m.table.rows[at.cursor].key // stays, whatever comes before it
		m.open, m.scroll = !m.open, 0
	}
}

// showSessions goes to the sessions that the row at the cursor is about.
func (m *model) showSessions() {
	at := &m.places[m.page]
	if m.page == overview || at.cursor >= len(m.table.rows) || m.table.rows[at.cursor].about == nil {
		return
	}
	m.of, m.filter = m.table.rows[at.cursor], ""
	m.turn(sessions)
}

// back leaves the details, or drops what keeps rows away.
func (m *model) back() {
	if m.open {
		m.open = false
		return
	}
	m.of, m.filter = row{}, ""
	m.arrange()
}

// edit changes the filter.
func (m *model) edit(name, typed string) {
	const longest = 64 // bytes
	switch {
	case name == "enter":
		m.typing = false
	case name == "esc":
		m.typing, m.filter = false, ""
	case name == "backspace":
		_, size := utf8.DecodeLastRuneInString(m.filter)
		m.filter = m.filter[:len(m.filter)-size]
	case len(m.filter)+len(typed) <= longest:
		m.filter += typed
	}
	m.arrange()
}

// sortByNext puts rows in the order of the next column that is shown.
func (m *model) sortByNext() {
	if m.page == overview || m.page == journal {
		return
	}
	shown := []int{-1}
	for i, c := range m.table.columns {
		if c.least <= m.painter.width {
			shown = append(shown, i)
		}
	}
	at := &m.places[m.page]
	at.by = shown[(slices.Index(shown, at.by)+1)%len(shown)]
	m.arrange()
}

// detailLines are those of the row at the cursor; nil where none are shown.
func (m *model) detailLines() []string {
	at := &m.places[m.page]
	if !m.open || at.cursor >= len(m.table.rows) {
		return nil
	}
	d := &details{p: &m.painter}
	m.table.rows[at.cursor].details(d)
	return d.lines
}
