package io.tickhouse.alpaca.emulator;

import io.netty.handler.codec.http.HttpHeaders;
import io.tickhouse.alpaca.emulator.HistoryReader.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The history: pages of what the stream has published, and the latest messages. */
final class HistoryApi {

    /**
     * @param body JSON
     */
    record Answer(int status, String body, Map<String, String> headers) {

        static Answer error(int status, String message) {
            return error(status, 0, message);
        }

        static Answer error(int status, int code, String message) {
            String quoted = JsonFields.quoted(message);
            String body =
                    code == 0
                            ? "{\"message\":" + quoted + "}"
                            : "{\"code\":" + code + ",\"message\":" + quoted + "}";
            return new Answer(status, body, new LinkedHashMap<>());
        }
    }

    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("2262-01-01T00:00:00Z");
    private static final Duration SIP_EMBARGO = Duration.ofMinutes(15);
    private static final int RECENT_SIP = 42_210_000;
    private static final int BAD_PARAMETER = 40_010_001;

    private static final String SERVED =
            "This emulator serves trades, quotes and bars of /v2/stocks and /v1beta3/crypto, their"
                    + " latest, and snapshots.";

    private final Market market;
    private final Credentials credentials;
    private final Map<String, Integer> usedThisMinute = new HashMap<>();
    private long minute;

    HistoryApi(Market market) {
        this.market = market;
        this.credentials = new Credentials(market);
    }

    Answer answer(String uri, HttpHeaders headers) throws IOException {
        market.counters().requests.incrementAndGet();
        Optional<HistoryQuery> query;
        try {
            query = HistoryQuery.parse(uri);
        } catch (IllegalArgumentException e) {
            return Answer.error(400, BAD_PARAMETER, e.getMessage());
        }
        if (query.isEmpty()) {
            return Answer.error(404, "endpoint not found. " + SERVED);
        }
        boolean named = Credentials.present(headers);
        Account account = named ? credentials.account(headers) : null;
        if (named ? account == null : !query.get().crypto()) {
            return named ? Answer.error(403, "forbidden.") : Answer.error(401, "unauthorized.");
        }
        FaultScript.Refusal refusal = market.script().refusesRequest();
        if (refusal != null) {
            return refused(refusal);
        }
        return limited(account, query.get());
    }

    private static Answer refused(FaultScript.Refusal refusal) {
        Answer answer =
                refusal.status() == 429
                        ? Answer.error(429, "too many requests.")
                        : Answer.error(refusal.status(), "internal server error");
        if (!refusal.retryAfter().isZero()) {
            answer.headers().put("Retry-After", Long.toString(refusal.retryAfter().toSeconds()));
        }
        return answer;
    }

    private Answer limited(Account account, HistoryQuery query) throws IOException {
        long now = Instant.now().getEpochSecond();
        if (now / 60 != minute) {
            minute = now / 60;
            usedThisMinute.clear();
        }
        Plan plan = account == null ? Plan.FREE : account.plan();
        int limit = market.options().requestsPerMinute;
        if (limit == 0) {
            limit = plan.requestsPerMinute();
        }
        int used = usedThisMinute.merge(account == null ? "" : account.key(), 1, Integer::sum);
        Answer answer =
                used > limit
                        ? Answer.error(429, 42_910_000, "rate limit exceeded")
                        : read(plan, query);
        answer.headers().put("X-RateLimit-Limit", Integer.toString(limit));
        answer.headers().put("X-RateLimit-Remaining", Integer.toString(Math.max(0, limit - used)));
        answer.headers().put("X-RateLimit-Reset", Long.toString((minute + 1) * 60));
        return answer;
    }

    private Answer read(Plan plan, HistoryQuery query) throws IOException {
        boolean free = plan != Plan.UNLIMITED;
        Feed feed = query.feed() != null ? query.feed() : free ? Feed.IEX : Feed.SIP;
        Instant now = Slices.instant(market.nowNanos());
        if (query.shape() != HistoryQuery.Shape.PAGES) {
            return free && feed == Feed.SIP
                    ? Answer.error(
                            403,
                            RECENT_SIP,
                            "subscription does not permit querying recent SIP data")
                    : new Latest(market, feed, Slices.nanos(now)).answer(query);
        }
        Instant newest = free && feed == Feed.SIP ? now.minus(SIP_EMBARGO) : now;
        if (query.end() != null && free && feed == Feed.SIP && query.end().isAfter(newest)) {
            return Answer.error(
                    403, RECENT_SIP, "subscription does not permit querying recent SIP data");
        }
        Instant end = query.end() != null ? query.end() : newest;
        Instant start =
                query.start() != null
                        ? query.start()
                        : now.atOffset(ZoneOffset.UTC)
                                .toLocalDate()
                                .atStartOfDay(ZoneOffset.UTC)
                                .toInstant();
        if (end.isBefore(start)) {
            return Answer.error(400, BAD_PARAMETER, "end should not be before start");
        }
        return page(feed, query, within(start), within(end));
    }

    /** Nothing was traded outside of the years that nanoseconds can count. */
    private static Instant within(Instant time) {
        if (time.isBefore(EARLIEST)) {
            return EARLIEST;
        }
        return time.isAfter(LATEST) ? LATEST : time;
    }

    private Answer page(Feed feed, HistoryQuery query, Instant start, Instant end)
            throws IOException {
        HistoryReader reader = new HistoryReader(market, feed);
        Page page = new Page(query, pageSize(query));
        for (String symbol : query.symbols()) {
            int index = market.day(feed).symbols().indexOf(symbol);
            PageToken token = query.token();
            if (index < 0 || (token != null && symbol.compareTo(token.symbol()) < 0)) {
                continue;
            }
            PageToken after = token != null && symbol.equals(token.symbol()) ? token : null;
            boolean more =
                    reader.read(
                            query.channel(),
                            query.timeframe(),
                            index,
                            Slices.nanos(start),
                            Slices.nanos(end),
                            query.ascending(),
                            after,
                            row -> page.add(symbol, row));
            page.endSymbol();
            if (!more) {
                break;
            }
        }
        return new Answer(200, page.body(), new LinkedHashMap<>());
    }

    /**
     * Some pages are shorter than requested although they are not the last, so clients must not
     * rely on the count.
     */
    private static int pageSize(HistoryQuery query) {
        boolean shorter =
                query.limit() > 10
                        && query.token() != null
                        && Math.floorMod(query.token().hashCode(), 5) == 0;
        return shorter ? query.limit() - query.limit() / 4 : query.limit();
    }

    /** An answer under construction. */
    private static final class Page {

        private final HistoryQuery query;
        private final int size;
        private final JsonFields rows = new JsonFields();
        private final Map<String, String> arrays = new LinkedHashMap<>();
        private String current;
        private int count;
        private PageToken last;
        private boolean more;

        Page(HistoryQuery query, int size) {
            this.query = query;
            this.size = size;
        }

        boolean add(String symbol, Row row) {
            if (count == size) {
                more = true;
                return false;
            }
            try {
                EventFields.writeRow(row.event(), row.mark(), rows);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            current = symbol;
            last = new PageToken(symbol, row.event().nanos(), row.exchange(), row.id());
            count++;
            return true;
        }

        void endSymbol() throws IOException {
            if (rows.messages() > 0) {
                arrays.put(current, rows.takeText());
            }
        }

        String body() {
            String key = query.channel().key();
            StringBuilder body = new StringBuilder("{");
            if (query.single()) {
                String symbol = query.symbols().get(0);
                body.append("\"symbol\":").append(JsonFields.quoted(symbol));
                body.append(",\"")
                        .append(key)
                        .append("\":")
                        .append(arrays.getOrDefault(symbol, "null"));
            } else {
                body.append('"').append(key).append("\":{");
                String separator = "";
                for (Map.Entry<String, String> entry : arrays.entrySet()) {
                    body.append(separator).append(JsonFields.quoted(entry.getKey()));
                    body.append(':').append(entry.getValue());
                    separator = ",";
                }
                body.append('}');
            }
            body.append(",\"next_page_token\":");
            boolean daily = query.timeframe() != null && query.timeframe().daily();
            body.append(more ? '"' + last.encode(query.channel(), daily) + '"' : "null");
            return body.append('}').toString();
        }
    }
}
