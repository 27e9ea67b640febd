package vai

import (
	"net/url"
	"strings"
)

// parseBase checks a base URL and reduces it to scheme, host and prefix. It is never quoted in an error: it may hold
// a password.
func parseBase(raw string) (*url.URL, error) {
	refuse := func(why string) (*url.URL, error) {
		return nil, &UsageError{Param: "base_url", Message: "the base URL " + why + "; expected http(s)://host[:port][/prefix]"}
	}
	base, err := url.Parse(strings.TrimSpace(raw))
	switch {
	case err != nil:
		return refuse("cannot be read")
	case base.Scheme != "http" && base.Scheme != "https":
		return refuse("has a scheme other than http and https, or none")
	case base.User != nil:
		return refuse("holds user info, which would end in logs; pass a key instead")
	case base.Hostname() == "":
		return refuse("has no host")
	}
	// A prefix stays as it was written: RawPath holds the spelling wherever it is not the usual one.
	escaped := strings.TrimRight(base.EscapedPath(), "/")
	path, err := url.PathUnescape(escaped)
	if err != nil {
		return refuse("has a path that cannot be read")
	}
	return &url.URL{Scheme: base.Scheme, Host: lowerHost(base.Host), Path: path, RawPath: escaped}, nil
}

// lowerHost leaves the zone of an IPv6 address alone, whose letter case counts.
func lowerHost(host string) string {
	address, zone, found := strings.Cut(host, "%")
	if !found {
		return strings.ToLower(host)
	}
	return strings.ToLower(address) + "%" + zone
}

// endpoint joins the base with a path below /v1; a colon in it stays a colon.
func endpoint(base *url.URL, path string) *url.URL {
	joined := *base
	joined.Path = base.Path + "/v1/" + path
	joined.RawPath = base.EscapedPath() + "/v1/" + path
	return &joined
}
