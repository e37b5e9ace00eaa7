package io.tickhouse.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimap;
import org.apache.pinot.broker.api.AccessControl;
import org.apache.pinot.broker.api.HttpRequesterIdentity;
import org.junit.jupiter.api.Test;

class PinotBrokerGuardTest {

    private final AccessControl guard = new PinotBrokerGuard().create();

    @Test
    void aQueryOfThisMachineIsAnswered() {
        assertThat(guard.hasAccess(of(ImmutableListMultimap.of("Host", "127.0.0.1:8099"))))
                .isTrue();
    }

    @Test
    void aQueryOfAPageIsRefusedHoweverItsHeadersAreSpelt() {
        assertThat(
                        guard.hasAccess(
                                of(
                                        ImmutableListMultimap.of(
                                                "hOST", "127.0.0.1:8099",
                                                "ORIGIN", "https://evil.example"))))
                .isFalse();
        assertThat(guard.hasAccess(of(ImmutableListMultimap.of("host", "evil.example")))).isFalse();
    }

    @Test
    void theQueryItselfChangesNothing() {
        HttpRequesterIdentity page = of(ImmutableListMultimap.of("Host", "evil.example"));

        assertThat(guard.hasAccess(page, null)).isFalse();
    }

    private static HttpRequesterIdentity of(Multimap<String, String> headers) {
        HttpRequesterIdentity identity = new HttpRequesterIdentity();
        identity.setHttpHeaders(headers);
        return identity;
    }
}
