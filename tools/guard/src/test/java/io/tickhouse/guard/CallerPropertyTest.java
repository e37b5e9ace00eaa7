package io.tickhouse.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What a page can make a browser send, however it is put together. */
class CallerPropertyTest {

    @Property
    void noNameThatOnlyLooksLikeThisMachineIsAnswered(@ForAll("foreign") String host) {
        assertThat(refusal(Map.of("Host", host))).isPresent();
    }

    @Property
    void noNameIsAnsweredBecauseOfItsPort(
            @ForAll("foreign") String host, @ForAll("port") String port) {
        assertThat(refusal(Map.of("Host", host + ":" + port))).isPresent();
    }

    @Property
    void everyAddressOfTheLoopbackInterfaceIsAnswered(
            @ForAll("byte") int a, @ForAll("byte") int b, @ForAll("byte") int c) {
        assertThat(refusal(Map.of("Host", "127." + a + "." + b + "." + c + ":8081"))).isEmpty();
    }

    @Property
    void noOriginButTheOwnIsAnswered(@ForAll("own") String host, @ForAll("origins") String origin) {
        boolean own = origin.equals("http://" + host) || origin.equals("https://" + host);

        assertThat(refusal(Map.of("Host", host, "Origin", origin)).isEmpty()).isEqualTo(own);
    }

    @Property
    void anOriginThatOnlyBeginsOrEndsWithTheOwnIsRefused(
            @ForAll("own") String host, @ForAll("label") String label) {
        assertThat(refusal(Map.of("Host", host, "Origin", "http://" + host + label))).isPresent();
        assertThat(refusal(Map.of("Host", host, "Origin", "http://" + label + host))).isPresent();
        assertThat(refusal(Map.of("Host", host, "Origin", label + "http://" + host))).isPresent();
    }

    @Property
    void noSiteIsMadeOursByWhatStandsBesideIt(
            @ForAll String site, @ForAll String mode, @ForAll String destination) {
        Assume.that(!site.equals("same-origin") && !site.equals("none"));
        Assume.that(!(mode.equals("navigate") && destination.equals("document")));

        assertThat(
                        refusal(
                                Map.of(
                                        "Host", "localhost",
                                        "Sec-Fetch-Site", site,
                                        "Sec-Fetch-Mode", mode,
                                        "Sec-Fetch-Dest", destination)))
                .isPresent();
    }

    @Property
    void anyHeadersGetAnAnswer(@ForAll String host, @ForAll String origin, @ForAll String site) {
        assertThat(refusal(Map.of("Host", host, "Origin", origin, "Sec-Fetch-Site", site)))
                .hasValueSatisfying(why -> assertThat(why).startsWith("This service"));
    }

    @Provide
    Arbitrary<String> foreign() {
        return Combinators.combine(
                        Arbitraries.of("localhost", "127.0.0.1", "[::1]", "::1"), label())
                .flatAs(
                        (own, label) ->
                                Arbitraries.of(
                                        own + label,
                                        own + "." + label,
                                        label + own,
                                        label + "." + own,
                                        label,
                                        own + "@" + label,
                                        label + "@" + own,
                                        own + "," + label,
                                        own + "\n" + label,
                                        own + " " + label,
                                        own + "/"));
    }

    @Provide
    Arbitrary<String> label() {
        return Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(8);
    }

    @Provide
    Arbitrary<String> port() {
        return Arbitraries.strings().numeric().ofMaxLength(5);
    }

    @Provide("byte")
    Arbitrary<Integer> addressByte() {
        return Arbitraries.integers().between(0, 255);
    }

    @Provide
    Arbitrary<String> own() {
        return Combinators.combine(
                        Arbitraries.of("localhost", "127.0.0.1", "[::1]"),
                        Arbitraries.of("", ":8080", ":8081", ":80"))
                .as((name, port) -> name + port);
    }

    @Provide
    Arbitrary<String> origins() {
        return Combinators.combine(Arbitraries.of("http://", "https://", "ws://", ""), own())
                .as((scheme, host) -> scheme + host);
    }

    private static Optional<String> refusal(Map<String, String> headers) {
        return Caller.refusal(headers::get);
    }
}
