package io.tickhouse.alpaca.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests each kind of fault as a client sees it. */
class FaultTest {

    private static final String AUTH =
            "{\"action\":\"auth\",\"key\":\"AKTEST\",\"secret\":\"s3cret\"}";
    private static final String SUBSCRIBE =
            "{\"action\":\"subscribe\",\"trades\":[\"AAPL\",\"MSFT\",\"SPY\",\"TSLA\"]}";

    private final List<String> journal = new CopyOnWriteArrayList<>();
    private AlpacaEmulator emulator;

    @AfterEach
    void stop() {
        emulator.close();
    }

    /** A client that is subscribed when the fault comes. */
    private StreamClient subscribed(Fault fault) throws IOException, InterruptedException {
        emulator =
                AlpacaEmulator.start(
                        EmulatorOptions.create()
                                .tradesPerSecond(1000)
                                .quotesPerSecond(0)
                                .zombieHold(Duration.ZERO)
                                .journal(journal::add)
                                .faults(FaultPlan.of(fault.afterMessages(50))));
        return subscribe();
    }

    private StreamClient subscribe() throws InterruptedException {
        StreamClient client = StreamClient.loggedIn(emulator, Feed.IEX);
        client.ask(SUBSCRIBE);
        return client;
    }

    private void fired(FaultKind kind) {
        await().until(() -> emulator.counters().faults().getOrDefault(kind, 0L) == 1);
        assertThat(journal).anySatisfy(line -> assertThat(line).contains(kind.label()));
    }

    private static void ended(StreamClient client) {
        await().until(() -> client.closeCode != null);
    }

    @Test
    void resetEndsWithoutACloseFrame() throws Exception {
        StreamClient client = subscribed(Fault.of(FaultKind.RESET));
        fired(FaultKind.RESET);
        ended(client);
        assertThat(client.closeCode).isIn(1006, -1);
    }

    @Test
    void halfAFrameIsNoMessage() throws Exception {
        StreamClient client = subscribed(Fault.of(FaultKind.CLOSE_MID_FRAME));
        fired(FaultKind.CLOSE_MID_FRAME);
        ended(client);
        assertThat(client.closeCode).isIn(1006, -1);
        assertThat(client.largestFrame.get()).isLessThan(1 << 20);
    }

    @Test
    void closeSaysItsCode() throws Exception {
        StreamClient client = subscribed(Fault.of(FaultKind.CLOSE).code(1012));
        ended(client);
        assertThat(client.closeCode).isEqualTo(1012);
        assertThat(client.closedByServer).isTrue();
    }

    @Test
    void muteAnswersPingsAndNothingElse() throws Exception {
        StreamClient client = subscribed(Fault.of(FaultKind.MUTE).lasting(Duration.ofSeconds(2)));
        fired(FaultKind.MUTE);
        client.messages();
        client.sendPing();
        await().until(() -> client.pongs.get() == 1);
        ended(client);
        assertThat(client.messages()).hasSizeLessThan(50);
    }

    @Test
    void muteWithoutPongsIsDead() throws Exception {
        StreamClient client =
                subscribed(Fault.of(FaultKind.MUTE).withoutPongs().lasting(Duration.ofSeconds(2)));
        fired(FaultKind.MUTE);
        client.sendPing();
        ended(client);
        assertThat(client.pongs.get()).isZero();
    }

    @Test
    void theSlotIsTakenForAsManyLogins() throws Exception {
        StreamClient client = subscribed(Fault.of(FaultKind.ERROR_406).count(2));
        ended(client);
        StreamClient next = StreamClient.connected(emulator, Feed.IEX, Map.of());
        assertThat(next.ask(AUTH).path("code").asInt()).isEqualTo(406);
        assertThat(next.ask(AUTH).path("code").asInt()).isEqualTo(406);
        assertThat(next.ask(AUTH).path("msg").asText()).isEqualTo("authenticated");
        next.close();
    }

    @Test
    void aSlowClientIsToldAndCut() throws Exception {
        StreamClient client = subscribed(Fault.of(FaultKind.SLOW_CLIENT_407));
        assertThat(client.control().path("code").asInt()).isEqualTo(407);
        ended(client);
    }

    @Test
    void aClientThatDoesNotReadIsCut() throws Exception {
        emulator =
                AlpacaEmulator.start(
                        EmulatorOptions.create()
                                .tradesPerSecond(100_000)
                                .bufferBytes(1 << 20)
                                .journal(journal::add));
        StreamClient client = StreamClient.loggedIn(emulator, Feed.IEX);
        CountDownLatch stalled = client.stall();
        client.send("{\"action\":\"subscribe\",\"trades\":[\"*\"]}");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () ->
                                assertThat(journal)
                                        .anySatisfy(line -> assertThat(line).contains("407")));
        stalled.countDown();
        client.close();
    }

    @Test
    void anErrorLeavesTheConnection() throws Exception {
        StreamClient client = subscribed(Fault.of(FaultKind.ERROR));
        assertThat(client.control().path("code").asInt()).isEqualTo(500);
        assertThat(client.frame().path(0).path("T").asText()).isEqualTo("t");
        client.close();
    }

    @Test
    void theHandshakeIsRefusedWithARetryAfter() throws Exception {
        StreamClient client =
                subscribed(Fault.of(FaultKind.HANDSHAKE_STATUS).retryAfter(Duration.ofSeconds(3)));
        ended(client);
        HttpResponse<String> refusal =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(emulator.restUri().resolve(Feed.IEX.path()))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        assertThat(refusal.statusCode()).as("no upgrade, no refusal").isEqualTo(404);
        StreamClient refused = new StreamClient(emulator.webSocketUri(Feed.IEX));
        assertThat(refused.connectBlocking()).isFalse();
        assertThat(emulator.counters().refusedHandshakes()).isEqualTo(1);
        StreamClient.connected(emulator, Feed.IEX, Map.of()).close();
    }

    @Test
    void theAcknowledgementLacksHalf() throws Exception {
        StreamClient client = subscribed(Fault.of(FaultKind.PARTIAL_ACK));
        ended(client);
        StreamClient next = StreamClient.loggedIn(emulator, Feed.IEX);
        assertThat(next.ask(SUBSCRIBE).path("trades").toString()).isEqualTo("[\"AAPL\",\"SPY\"]");
        assertThat(next.ask(SUBSCRIBE).path("trades")).hasSize(4);
        next.close();
    }

    @Test
    void framesComeTwice() throws Exception {
        StreamClient client = subscribed(Fault.of(FaultKind.DUPLICATES).count(3));
        fired(FaultKind.DUPLICATES);
        await().until(() -> emulator.counters().messages() > 400);
        List<String> ids = ids(client);
        Set<String> once = new HashSet<>(ids);
        assertThat(once).hasSizeLessThan(ids.size());
        client.close();
    }

    @Test
    void orderIsLostAndNothingElse() throws Exception {
        StreamClient client = subscribed(Fault.of(FaultKind.DISORDER));
        Instant begin = emulator.now().plusMillis(100);
        fired(FaultKind.DISORDER);
        Instant end = emulator.now();
        await().until(() -> emulator.now().isAfter(end.plusSeconds(2)));
        List<String> times = new ArrayList<>();
        Set<Identity> seen = new HashSet<>();
        for (JsonNode message : client.messages()) {
            if (message.path("T").asText().equals("t")) {
                Instant time = Instant.parse(message.path("t").asText());
                seen.add(
                        new Identity(
                                message.path("S").asText(),
                                message.path("x").asText(),
                                message.path("i").asLong(),
                                time));
                if (message.path("i").asLong() < 40_000_000_000_000L) {
                    times.add(message.path("S").asText() + time.getEpochSecond());
                }
            }
        }
        assertThat(times).isNotEmpty();
        assertThat(seen)
                .containsAll(
                        emulator.day()
                                .identities(
                                        Channel.TRADES,
                                        List.of("AAPL", "MSFT", "SPY", "TSLA"),
                                        begin,
                                        end)
                                .keySet());
        client.close();
    }

    @Test
    void oneFrameIsTwoMebibytes() throws Exception {
        StreamClient client = subscribed(Fault.of(FaultKind.BIG_FRAME));
        await().until(() -> client.largestFrame.get() >= 2 << 20);
        assertThat(client.frame()).isNotNull();
        client.close();
    }

    @Test
    void dropsBecomeWholeFramesAgain() throws Exception {
        StreamClient client =
                subscribed(Fault.of(FaultKind.TRICKLE).lasting(Duration.ofSeconds(1)));
        fired(FaultKind.TRICKLE);
        await().until(() -> emulator.counters().messages() > 1500);
        assertThat(Collections.frequency(ids(client), "")).isZero();
        assertThat(client.failure).isNull();
        client.close();
    }

    @Test
    void whatSaysItIsCompressedIsNot() throws Exception {
        StreamClient plain = subscribed(Fault.of(FaultKind.BROKEN_DEFLATE));
        ended(plain);
        assertThat(plain.closedByServer).isFalse();
        emulator.close();

        emulator =
                AlpacaEmulator.start(
                        EmulatorOptions.create()
                                .tradesPerSecond(1000)
                                .faults(FaultPlan.of(Fault.of(FaultKind.BROKEN_DEFLATE))));
        StreamClient compressing = StreamClient.compressing(emulator);
        compressing.send(SUBSCRIBE);
        ended(compressing);
        assertThat(compressing.closedByServer).isFalse();
    }

    @Test
    void fragmentsOfACompressedMessageAreOneMessage() throws Exception {
        emulator =
                AlpacaEmulator.start(
                        EmulatorOptions.create()
                                .tradesPerSecond(1000)
                                .faults(
                                        FaultPlan.of(
                                                Fault.of(FaultKind.FRAGMENTS)
                                                        .count(3)
                                                        .afterMessages(50))));
        StreamClient client = StreamClient.compressing(emulator);
        client.ask(SUBSCRIBE);
        await().until(() -> emulator.counters().faultsFired() == 1);
        for (int i = 0; i < 10; i++) {
            assertThat(client.frame()).isNotEmpty();
        }
        assertThat(client.failure).isNull();
    }

    @Test
    void fragmentsAreOneMessage() throws Exception {
        StreamClient client = subscribed(Fault.of(FaultKind.FRAGMENTS).count(20));
        fired(FaultKind.FRAGMENTS);
        await().until(() -> emulator.counters().messages() > 600);
        assertThat(client.failure).isNull();
        assertThat(ids(client)).doesNotHaveDuplicates();
        client.close();
    }

    @Test
    void oldTradesAreAmended() throws Exception {
        StreamClient client = subscribed(Fault.of(FaultKind.LATE_CORRECTIONS).count(7));
        fired(FaultKind.LATE_CORRECTIONS);
        await().until(() -> emulator.counters().messages() > 300);
        assertThat(client.messages())
                .filteredOn(m -> List.of("c", "x").contains(m.path("T").asText()))
                .hasSizeGreaterThanOrEqualTo(7);
        client.close();
    }

    @Test
    void theHistoryRefuses() throws Exception {
        StreamClient client = subscribed(Fault.of(FaultKind.REST_STATUS).code(504));
        fired(FaultKind.REST_STATUS);
        assertThat(history()).isEqualTo(504);
        assertThat(history()).isEqualTo(200);
        client.close();
    }

    private int history() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(
                                emulator.restUri()
                                        .resolve("/v2/stocks/trades?symbols=AAPL&limit=1"))
                        .header("Authorization", "Bearer s3cret")
                        .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    @Timeout(90)
    void aStormIsTheSameTwiceAndFiresWhole() throws Exception {
        FaultPlan storm = FaultPlan.storm(7, 12, 20);
        assertThat(storm).isEqualTo(FaultPlan.storm(7, 12, 20));
        emulator =
                AlpacaEmulator.start(
                        EmulatorOptions.create()
                                .tradesPerSecond(1000)
                                .zombieHold(Duration.ofMillis(100))
                                .journal(journal::add)
                                .faults(storm));
        StreamClient client = null;
        while (emulator.counters().faultsFired() < 12) {
            if (client == null || client.closeCode != null) {
                client = new StreamClient(emulator.webSocketUri(Feed.IEX));
                if (client.connectBlocking()) {
                    client.send(AUTH);
                    client.send(SUBSCRIBE);
                }
            }
            JsonNode frame = client.frame();
            if (frame != null && frame.path(0).path("code").asInt() == 406) {
                client.send(AUTH);
                client.send(SUBSCRIBE);
            }
        }
        assertThat(emulator.counters().faultsFired()).isEqualTo(12);
        client.close();
    }

    @Test
    void plansAreReadFromYaml(@TempDir Path folder) throws IOException {
        emulator = AlpacaEmulator.start(EmulatorOptions.create());
        Path file = folder.resolve("plan.yaml");
        Files.writeString(
                file,
                """
                faults:
                  - {at: 10s, kind: reset}
                  - {after: 500, kind: mute, seconds: 20, pongs: false}
                  - {after: 10, kind: handshake-status, code: 429, retry-after: 3, count: 2}
                """);

        assertThat(FaultPlan.read(file).faults())
                .containsExactly(
                        Fault.of(FaultKind.RESET).at(Duration.ofSeconds(10)),
                        Fault.of(FaultKind.MUTE)
                                .afterMessages(500)
                                .lasting(Duration.ofSeconds(20))
                                .withoutPongs(),
                        Fault.of(FaultKind.HANDSHAKE_STATUS)
                                .afterMessages(10)
                                .code(429)
                                .count(2)
                                .retryAfter(Duration.ofSeconds(3)));
        Files.writeString(file, "- {after: 5, kind: earthquake}");
        assertThatThrownBy(() -> FaultPlan.read(file))
                .hasMessageContaining("fault 1: unknown fault earthquake");
        Files.writeString(file, "- {after: -5, kind: reset}");
        assertThatThrownBy(() -> FaultPlan.read(file)).hasMessageContaining("after must be");
    }

    private static List<String> ids(StreamClient client) {
        List<String> ids = new ArrayList<>();
        for (JsonNode message : client.messages()) {
            if (message.path("T").asText().equals("t")) {
                ids.add(message.path("S").asText() + message.path("i").asText());
            }
        }
        return ids;
    }
}
