package io.tickhouse.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Mistakes that a person makes, each with the sentence that names it. */
class MistakesTest {

    private final Resources resources = Resources.minikube();

    @Test
    void aTypoInACustomResource() {
        rename(flatten("/spec/job"), "parallelism", "paralellism");

        assertFault("property 'paralellism' is not defined in the schema");
    }

    @Test
    void aTypoDeepInAPodTemplate() {
        rename(
                flatten("/spec/podTemplate/spec/containers/0/env/1/valueFrom"),
                "secretKeyRef",
                "secretKeyReff");

        assertFault("property 'secretKeyReff' is not defined in the schema");
    }

    @Test
    void theNewerNameOfAFieldThatTheOperatorWouldDrop() {
        rename(flatten("/spec/taskManager"), "resource", "resources");

        assertFault("property 'resources' is not defined in the schema");
    }

    @Test
    void aVersionOfFlinkThatTheOperatorDoesNotKnow() {
        flatten("/spec").put("flinkVersion", "v2_9");

        assertFault("FlinkDeployment flatten: ");
    }

    @Test
    void aCpuInMillis() {
        flatten("/spec/taskManager/resource").put("cpu", "500m");

        assertFault("string found, number expected");
    }

    @Test
    void noMemory() {
        flatten("/spec/taskManager/resource").remove("memory");

        assertFault("the memory is missing or does not add up");
    }

    @Test
    void memoryThatDoesNotAddUp() {
        settings().put("taskmanager.memory.managed.size", "1500m");

        assertFault("the memory is missing or does not add up");
    }

    @Test
    void aSettingThatFlinkDoesNotHave() {
        rename(
                settings(),
                "execution.checkpointing.num-retained",
                "execution.checkpointing.retained");

        assertFault("Flink 2.1 has no setting execution.checkpointing.retained.");
    }

    @Test
    void aSettingByItsOldName() {
        settings().put("state.checkpoints.dir", "s3://flink/checkpoints");

        assertFault("Flink 2.1 has no setting state.checkpoints.dir.");
    }

    @Test
    void aSettingThatBeginsLikeAnother() {
        settings().put("state.backend", "hashmap");

        assertFault("Flink takes no setting state.backend beside state.backend.type.");
    }

    @Test
    void aSettingOfTheWrongType() {
        settings().put("execution.checkpointing.timeout", "soon");

        assertFault("execution.checkpointing.timeout cannot be soon");
    }

    @Test
    void aSettingWithoutQuotes() {
        settings().put("execution.checkpointing.num-retained", 3);

        assertFault("the value of execution.checkpointing.num-retained must be in quotes.");
    }

    @Test
    void unalignedCheckpoints() {
        settings().put("execution.checkpointing.unaligned.enabled", "true");

        assertFault("Unaligned checkpoints lose rows in the Iceberg sink");
        assertFault("execution.checkpointing.unaligned.enabled must be false.");
    }

    @Test
    void checkpointsThatOutlastATransaction() {
        settings().put("execution.checkpointing.timeout", "20 min");

        assertFault("Kafka would drop transactions that a checkpoint still needs");
    }

    @Test
    void noHighAvailability() {
        settings().remove("high-availability.type");

        assertFault("high-availability.type must be kubernetes.");
    }

    @Test
    void upgradesWithoutState() {
        flatten("/spec/job").put("upgradeMode", "stateless");

        assertFault("upgradeMode must be savepoint");
    }

    @Test
    void theDefaultOfUpgrades() {
        flatten("/spec/job").remove("upgradeMode");

        assertFault("upgradeMode must be savepoint");
    }

    @Test
    void aJobThatDoesNotExist() {
        flatten("/spec/job").put("entryClass", "io.tickhouse.jobs.FlattenJob");

        assertFault("there is no job io.tickhouse.jobs.FlattenJob.");
    }

    @Test
    void anOptionThatTheJobDoesNotKnow() {
        args().add("--start-offsets=earliest");

        assertFault("Unknown option: '--start-offsets=earliest'");
    }

    @Test
    void aValueThatTheJobDoesNotTake() {
        args().add("--delivery=twice");

        assertFault("the job does not start: Invalid value for option '--delivery'");
    }

    @Test
    void aVariableThatNobodyReads() {
        jobManagerVariable("KAFKA_PROPERTY").put("name", "KAFKA_PROPERTTY");

        assertFault("nothing reads the variable KAFKA_PROPERTTY.");
    }

    @Test
    void aVariableThatAnArgumentHides() {
        args().add("--kafka-property=client.id=x");

        assertFault("--kafka-property is given, so KAFKA_PROPERTY would not be read.");
    }

    @Test
    void aPropertyThatKafkaDoesNotKnow() {
        ObjectNode variable = jobManagerVariable("KAFKA_PROPERTY");
        variable.put(
                "value", variable.path("value").asText().replace("truststore.type", "store.type"));

        assertFault("Kafka's clients know no property ssl.store.type.");
    }

    @Test
    void aReferenceToAVariableThatIsNotThere() {
        jobManagerVariable("KAFKA_LOGIN").put("name", "KAFKA_USER");

        assertFault("KAFKA_PROPERTY needs KAFKA_LOGIN, which does not come before it.");
    }

    @Test
    void aTopicWithoutItsRights() {
        removeRight("flatten", "flattened_stocks_bars");

        assertFault("KafkaUser flatten lacks Write of topic flattened_stocks_bars.");
    }

    @Test
    void barsWithoutTheirRights() {
        removeRight("analytics", "analytics_windows");

        assertFault("KafkaUser analytics lacks Write of topic analytics_windows.");
    }

    @Test
    void transactionsWithoutTheirRights() {
        removeRight("ingest", "tickhouse-ingest-iex_data-");

        assertFault(
                "KafkaUser ingest lacks Write of transactionalId tickhouse-ingest-iex_data-raw*.");
    }

    @Test
    void anotherTransactionalPrefixThanTheUserMayTake() {
        args().add("--transactional-id-prefix=prod-flatten");

        assertFault("KafkaUser flatten lacks Write of transactionalId prod-flatten-trades*.");
    }

    @Test
    void aRightThatNobodyNeeds() {
        ((ArrayNode)
                        resources
                                .get("KafkaUser", "pinot")
                                .at("/spec/authorization/acls/0/operations"))
                .add("Write");

        assertFault("KafkaUser pinot has more than it needs: Write of flattened_stocks.");
    }

    @Test
    void aTopicThatDiffersFromTheFile() {
        resources.get("KafkaTopic", "iex-data").withObject("/spec").put("partitions", 6);

        assertFault("KafkaTopic iex_data differs from kafka/topics.yaml.");
    }

    @Test
    void aTopicThatIsMissing() {
        Resources fewer =
                new Resources(
                        resources.all().stream()
                                .filter(
                                        each ->
                                                !Resources.name(each)
                                                        .equals("KafkaTopic iex-data-gaps"))
                                .toList());

        assertThat(Checks.faults(fewer)).contains("There is no KafkaTopic iex_data_gaps.");
    }

    @Test
    void aBrokerThatEndsTransactionsTooEarly() {
        resources
                .get("Kafka", "tickhouse")
                .withObject("/spec/kafka/config")
                .put("transaction.max.timeout.ms", "600000");

        assertFault("transaction.max.timeout.ms must be 900000.");
    }

    @Test
    void aSecretThatNobodyMakes() {
        flatten("/spec/podTemplate/spec/containers/0/env/1/valueFrom/secretKeyRef")
                .put("name", "s3-credentials");

        assertFault("nothing creates the Secret s3-credentials with access-key.");
    }

    @Test
    void aSecretInAnArgument() {
        args().add("--s3-secret-key=abc");

        assertFault("--s3-secret-key=abc holds a secret.");
    }

    @Test
    void aSecretInASetting() {
        settings().put("s3.secret-key", "abc");

        assertFault("the value of s3.secret-key is a secret.");
    }

    @Test
    void aSecretInAVariable() {
        ObjectNode variable =
                (ObjectNode)
                        resources
                                .get("StatefulSet", "postgres")
                                .at("/spec/template/spec/containers/0/env/2");
        variable.remove("valueFrom");
        variable.put("value", "abc");

        assertFault("the value of POSTGRES_PASSWORD is a secret.");
    }

    @Test
    void checkpointsInTheFolderOfAnotherJob() {
        settings().put("execution.checkpointing.dir", "s3://flink/ingest/checkpoints");

        assertFault("execution.checkpointing.dir must be in a folder of the name flatten.");
    }

    @Test
    void aBucketThatNobodyMakes() {
        settings().put("execution.checkpointing.dir", "s3://flnk/flatten/checkpoints");

        assertFault("nothing creates the bucket flnk.");
    }

    @Test
    void aPortThatTheServiceDoesNotHave() {
        args().set(1, "--catalog-uri=http://catalog:8182");

        assertFault("there is no service catalog:8182.");
    }

    @Test
    void aServiceThatSelectsNoPod() {
        resources
                .get("Service", "catalog")
                .withObject("/spec/selector")
                .put("app.kubernetes.io/name", "katalog");

        assertFault("Service catalog: no pod has the labels");
    }

    @Test
    void aPolicyForAPortThatNobodyListensOn() {
        ((ObjectNode) resources.get("NetworkPolicy", "s3").at("/spec/ingress/0/ports/0"))
                .put("port", 9100);

        assertFault("do not listen on all of [9100].");
    }

    @Test
    void anImageOfToday() {
        flatten("/spec").put("image", "tickhouse/jobs:latest");

        assertFault("the image tickhouse/jobs:latest is not pinned.");
    }

    @Test
    void anImageWithoutAVersion() {
        ((ObjectNode) resources.get("StatefulSet", "s3").at("/spec/template/spec/containers/0"))
                .put("image", "quay.io/minio/minio");

        assertFault("the image quay.io/minio/minio is not pinned.");
    }

    @Test
    void aMountWithoutAVolume() {
        ((ArrayNode) flatten("/spec/podTemplate/spec").get("volumes")).remove(0);

        assertFault("FlinkDeployment flatten taskManager: there is no volume tmp.");
    }

    @Test
    void aPodThatMayBecomeRoot() {
        flatten("/spec/podTemplate/spec/containers/0/securityContext")
                .remove("allowPrivilegeEscalation");

        assertFault("FlinkDeployment flatten jobManager: must not gain privileges.");
    }

    @Test
    void aCompactionThatStartsWhenAllIsApplied() {
        compact("/spec/job").put("state", "running");

        assertFault("FlinkDeployment compact: state must be suspended");
    }

    @Test
    void aCompactionThatWouldTakeASavepoint() {
        compact("/spec/job").put("upgradeMode", "savepoint");

        assertFault("FlinkDeployment compact: upgradeMode must be stateless");
    }

    @Test
    void anOptionThatTheCompactionDoesNotKnow() {
        ((ArrayNode) compact("/spec/job").get("args")).add("--processing-time=10 seconds");

        assertFault("FlinkDeployment compact: the job does not start: Unknown option");
    }

    private void assertFault(String words) {
        assertThat(Checks.faults(resources))
                .as("what the checks say")
                .anySatisfy(fault -> assertThat(fault).contains(words));
    }

    private ObjectNode compact(String path) {
        return (ObjectNode) resources.get("FlinkDeployment", "compact").at(path);
    }

    private ObjectNode flatten(String path) {
        return (ObjectNode) resources.get("FlinkDeployment", "flatten").at(path);
    }

    private ObjectNode settings() {
        return flatten("/spec/flinkConfiguration");
    }

    private ArrayNode args() {
        return (ArrayNode) flatten("/spec/job").get("args");
    }

    private ObjectNode jobManagerVariable(String name) {
        for (JsonNode variable :
                flatten("/spec/jobManager/podTemplate/spec/containers/0").get("env")) {
            if (variable.path("name").asText().equals(name)) {
                return (ObjectNode) variable;
            }
        }
        throw new AssertionError(name);
    }

    private void removeRight(String user, String name) {
        Consumer<ArrayNode> remove =
                acls -> {
                    for (int i = acls.size() - 1; i >= 0; i--) {
                        if (acls.get(i).at("/resource/name").asText().equals(name)) {
                            acls.remove(i);
                        }
                    }
                };
        remove.accept((ArrayNode) resources.get("KafkaUser", user).at("/spec/authorization/acls"));
    }

    private static void rename(ObjectNode owner, String from, String to) {
        owner.set(to, owner.remove(from));
    }
}
