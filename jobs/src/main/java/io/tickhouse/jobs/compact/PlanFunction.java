package io.tickhouse.jobs.compact;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.minio.care.CareRefusal;
import io.tickhouse.minio.care.CareRun;
import io.tickhouse.minio.care.Leftovers;
import io.tickhouse.minio.care.RewritePlan;
import java.time.Duration;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.iceberg.Table;
import org.apache.iceberg.flink.TableLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans on the head of the table, once an attempt, after it removed what dead attempts left. So a
 * restarted job compacts what is left to compact then.
 */
final class PlanFunction extends ProcessFunction<Long, PlannedGroup> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(PlanFunction.class);

    private final TableLoader loader;
    private final Order order;

    PlanFunction(TableLoader loader, Order order) {
        this.loader = loader;
        this.order = order;
    }

    @Override
    public void processElement(Long start, Context context, Collector<PlannedGroup> out) {
        try {
            Table table = CompactJob.open(loader);
            Leftovers.remove(table, order.id(), Duration.ofMillis(order.leftoversAfterMs()));
            table.refresh();
            RewritePlan plan = RewritePlan.of(table, order.options());
            LOG.info(
                    "Compaction {}: {} files into about {}, in {} groups",
                    order.id(),
                    plan.files(),
                    plan.outputs(),
                    plan.groups().size());
            CareRun run = CareRun.attemptOf(order.id());
            for (RewritePlan.Group group : plan.groups()) {
                out.collect(PlannedGroup.of(run, plan, group));
            }
        } catch (CareRefusal e) {
            throw new Refusal(e.getMessage());
        }
    }

    @Override
    public void close() throws Exception {
        loader.close();
    }
}
