package io.tickhouse.contenders;

import io.tickhouse.connectors.kafka.KafkaEnds;
import io.tickhouse.connectors.kafka.StateOwner;
import io.tickhouse.kafka.topics.MissingOffsets;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Trade;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What a user would write without the analytics job: bars of a minute, and the figures of 15
 * minutes and of an hour at the end of each minute, with the windows that Flink has.
 *
 * <p>It does less than the job. Sums are of doubles, a late trade is dropped, a window has one
 * version, there are no corrections, conditions, volatility or ledgers.
 *
 * <p>Guarantee: exactly once into both topics, for trades that are not late. It rests on the
 * checkpoints and sinks that the jobs use.
 */
@Command(
        name = "windows",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Makes bars and windows of flattened trades with Flink's own windows.")
public final class WindowsJob implements Callable<Integer> {

    static final Duration SLIDE = Duration.ofMinutes(1);
    static final List<Duration> HORIZONS = List.of(Duration.ofMinutes(15), Duration.ofHours(1));

    /** Trades may be this much out of order, as in the analytics job. */
    static final Duration DISORDER = Duration.ofSeconds(1);

    /** Which windows. */
    enum By {
        /** TUMBLE and HOP of Flink SQL. */
        HOP,
        /** SlidingEventTimeWindows of the DataStream API. */
        SLIDING
    }

    @Mixin private Ends ends;
    @Mixin private JobOptions job;

    @Option(names = "--by", required = true, description = "${COMPLETION-CANDIDATES}")
    private By by;

    /** Submits the job. */
    public static void main(String[] args) {
        JobOptions.submit(new WindowsJob(), args);
    }

    @Override
    public Integer call() throws Exception {
        ends.prepareTopicsOfWindows();
        switch (by) {
            case HOP -> hop();
            case SLIDING -> sliding();
        }
        return 0;
    }

    private void hop() {
        Configuration flink = job.configuration("flink-sql-hop " + ends.sourceTopic, ends);
        flink.setString("table.local-time-zone", "UTC");
        TableEnvironment tables =
                TableEnvironment.create(
                        EnvironmentSettings.newInstance()
                                .inStreamingMode()
                                .withConfiguration(flink)
                                .build());
        HopStatements sql = new HopStatements(ends, job);
        sql.tables().forEach(tables::executeSql);
        StatementSet inserts = tables.createStatementSet();
        sql.inserts().forEach(inserts::addInsertSql);
        inserts.execute();
    }

    /**
     * It reads with the source of the analytics job, so that the windows alone make the difference.
     */
    private void sliding() throws Exception {
        Configuration flink = job.configuration("flink-sliding " + ends.sourceTopic, ends);
        flink.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        KafkaEnds kafka =
                new KafkaEnds(
                        ends.kafkaBrokers,
                        Map.of(),
                        DeliveryGuarantee.valueOf(ends.delivery.name()),
                        ends.groupId);
        Source<Trade, ?, ?> trades =
                kafka.messageSource(
                        Kind.TRADE,
                        ends.sourceTopic,
                        ends.groupId,
                        job.startingOffsets,
                        job.untilLatest(),
                        MissingOffsets.FAIL,
                        new StateOwner(Map.of("topics", ends.destTopic)));
        SlidingWindows.define(
                env.fromSource(trades, SlidingWindows.clock(), "trades"),
                kafka.records("bars", ends.barsTopic()),
                kafka.records("windows", ends.windowsTopic()));
        env.execute();
    }
}
