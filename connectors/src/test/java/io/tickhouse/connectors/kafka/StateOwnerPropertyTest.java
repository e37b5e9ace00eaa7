package io.tickhouse.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tickhouse.connectors.Refusal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.apache.flink.util.InstantiationUtil;

class StateOwnerPropertyTest {

    @Property
    void anOwnerIsReadAsItWasWritten(@ForAll @Size(max = 5) Map<String, String> places)
            throws IOException {
        StateOwner owner = new StateOwner(places);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        owner.write(new DataOutputStream(bytes));
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));

        assertThat(StateOwner.read(in)).isEqualTo(owner).hasSameHashCodeAs(owner);
        assertThat(in.available()).isZero();
    }

    @Property(tries = 100)
    void anOwnerIsTheSameInTheJobGraph(@ForAll @Size(max = 5) Map<String, String> places)
            throws Exception {
        StateOwner owner = new StateOwner(places);

        assertThat(InstantiationUtil.clone(owner)).isEqualTo(owner);
    }

    @Property
    void anotherOwnerIsRefusedExactlyIfAPlaceOfBothDiffers(
            @ForAll("places") Map<String, String> ours,
            @ForAll("places") Map<String, String> theirs) {
        boolean differ =
                ours.keySet().stream()
                        .filter(theirs::containsKey)
                        .anyMatch(what -> !ours.get(what).equals(theirs.get(what)));

        Throwable refusal =
                catchThrowable(() -> new StateOwner(ours).check(new StateOwner(theirs)));

        assertThat(refusal != null).isEqualTo(differ);
        assertThat(refusal == null || refusal instanceof Refusal).isTrue();
    }

    @Property
    void onePlaceMoreChangesNoOther(@ForAll("places") Map<String, String> places) {
        StateOwner owner = new StateOwner(places);

        StateOwner more = owner.with("source topic", "raw");

        assertThat(owner).isEqualTo(new StateOwner(places));
        assertThat(more).isEqualTo(owner.with("source topic", "other").with("source topic", "raw"));
    }

    /** So few that two owners often have one in common. */
    @Provide
    Arbitrary<Map<String, String>> places() {
        return Arbitraries.maps(Arbitraries.of("a", "b", "c"), Arbitraries.of("x", "y"));
    }
}
