package record

import (
	"reflect"
	"testing"
	"time"
)

// differ gives copies of v, each with another of its fields set.
func differ[T any](t *testing.T, v T) (names []string, list []T) {
	t.Helper()
	for i := range reflect.TypeOf(v).NumField() {
		other := v
		field := reflect.ValueOf(&other).Elem().Field(i)
		switch field.Interface().(type) {
		case string:
			field.SetString("set")
		case bool:
			field.SetBool(true)
		case []string:
			field.Set(reflect.ValueOf([]string{"set"}))
		case time.Time:
			field.Set(reflect.ValueOf(time.Unix(1, 0)))
		default:
			continue
		}
		names, list = append(names, reflect.TypeOf(v).Field(i).Name), append(list, other)
	}
	return names, list
}

func TestChainsThatDifferInOneFieldAreNotTheSame(t *testing.T) {
	names, list := differ(t, Certificate{})
	if len(names) != reflect.TypeOf(Certificate{}).NumField() {
		t.Fatalf("only %v were set", names)
	}
	for i, c := range list {
		if SameChain([]Certificate{c}, []Certificate{{}}) {
			t.Errorf("%s makes no difference", names[i])
		}
		if copied := CopyChain(nil, []Certificate{c}); !SameChain(copied, []Certificate{c}) {
			t.Errorf("a copy with %s is not the same", names[i])
		}
	}
	if SameChain([]Certificate{{}}, nil) {
		t.Error("one certificate is the same as none")
	}
}

func TestACopiedChainHasListsOfItsOwn(t *testing.T) {
	_, list := differ(t, Certificate{})
	copied := CopyChain(nil, list)
	for i := range list {
		c := &list[i]
		for _, names := range [][]string{c.DNSNames, c.IPAddresses, c.URIs, c.Emails, c.CRL, c.OCSP} {
			for j := range names {
				names[j] = "changed"
				if SameChain(copied, list) {
					t.Errorf("the copy of %+v was changed with it", copied[i])
				}
				names[j] = "set"
			}
		}
	}
}

func TestOffersThatDifferInOneFieldAreNotTheSame(t *testing.T) {
	none := OfferOf(&TLS{})
	stack := OfferOf(&TLS{ClientStack: &Stack{}})
	if stack.Same(&none) {
		t.Error("a stack makes no difference")
	}
	_, stacks := differ(t, Stack{})
	for i := range stacks {
		if other := OfferOf(&TLS{ClientStack: &stacks[i]}); stack.Same(&other) {
			t.Errorf("%+v makes no difference", stacks[i])
		}
	}
	offered := map[string]bool{
		"SNI": true, "JA3": true, "JA4": true, "OfferedVersions": true, "OfferedCiphers": true,
		"OfferedGroups": true, "OfferedSignatures": true, "OfferedALPN": true,
	}
	names, list := differ(t, TLS{})
	for i := range list {
		offer := OfferOf(&list[i])
		if offer.Same(&none) == offered[names[i]] {
			t.Errorf("%s: %v", names[i], offer.Same(&none))
		}
		var copied Offer
		if copied.CopyFrom(&offer); !copied.Same(&offer) {
			t.Errorf("a copy with %s is not the same", names[i])
		}
	}
}
