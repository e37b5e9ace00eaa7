package io.tickhouse.alpaca.emulator;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Executes a plan: one fault after the other, each on a client that receives data. */
final class FaultScript {

    /** A refusal of the next handshake or request. */
    record Refusal(int status, Duration retryAfter) {}

    private final Market market;
    private final List<Fault> faults;
    private final Consumer<String> journal;
    private final long started = System.nanoTime();
    private int next;
    private long messagesAtLast;

    private int refusedLogins;
    private int refusedHandshakes;
    private Refusal handshake;
    private int refusedRequests;
    private Refusal request;
    private int partialAcks;

    FaultScript(Market market, FaultPlan plan, Consumer<String> journal) {
        this.market = market;
        this.faults = plan.faults();
        this.journal = journal;
    }

    void tick() {
        if (next == faults.size() || !due(faults.get(next))) {
            return;
        }
        List<ClientSession> targets = market.targets();
        if (!targets.isEmpty()) {
            Fault fault = faults.get(next++);
            fire(fault, targets.get(0), next + " of " + faults.size());
        }
    }

    private boolean due(Fault fault) {
        if (fault.at() != null) {
            return System.nanoTime() - started >= fault.at().toNanos();
        }
        return market.counters().messages.get() - messagesAtLast >= fault.after();
    }

    /** Fires a fault now, independent of the plan. */
    void fire(Fault fault, ClientSession target, String place) {
        messagesAtLast = market.counters().messages.get();
        market.counters().fired(fault.kind());
        journal.accept(
                "fault " + place + ": " + fault.kind().label() + " on " + target.feed().path());
        switch (fault.kind()) {
            case ERROR_406 -> {
                refusedLogins = fault.count();
                target.reset();
            }
            case HANDSHAKE_STATUS -> {
                refusedHandshakes = fault.count();
                handshake = new Refusal(fault.code(), fault.retryAfter());
                target.reset();
            }
            case PARTIAL_ACK -> {
                partialAcks = fault.count();
                target.reset();
            }
            case REST_STATUS -> {
                refusedRequests = fault.count();
                request = new Refusal(fault.code(), fault.retryAfter());
            }
            default -> target.suffer(fault);
        }
    }

    boolean refusesLogin() {
        if (refusedLogins == 0) {
            return false;
        }
        refusedLogins--;
        return true;
    }

    boolean cutsAck() {
        if (partialAcks == 0) {
            return false;
        }
        partialAcks--;
        return true;
    }

    /** How to refuse the current upgrade, or null. */
    Refusal refusesHandshake() {
        if (refusedHandshakes == 0) {
            return null;
        }
        refusedHandshakes--;
        return handshake;
    }

    /** How to refuse the current history request, or null. */
    Refusal refusesRequest() {
        if (refusedRequests == 0) {
            return null;
        }
        refusedRequests--;
        return request;
    }
}
