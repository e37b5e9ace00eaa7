package io.tickhouse.connectors;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.tickhouse.minio.lake.LakeSettings;
import org.apache.iceberg.CatalogUtil;
import org.junit.jupiter.api.Test;

/** Kafka, Iceberg and Alpaca: the arrows between them. */
class RoomsTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.tickhouse.connectors");

    @Test
    void noConnectorIsInACircle() {
        slices().matching("io.tickhouse.connectors.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    /** Iceberg knows one class of Alpaca: the gap record, which has a table. */
    @Test
    void kafkaAndAlpacaKnowNoOtherConnector() {
        noClasses()
                .that()
                .resideInAPackage("..connectors.kafka..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..connectors.iceberg..", "..connectors.alpaca..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("..connectors.alpaca..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..connectors.iceberg..", "..connectors.kafka..")
                .check(CLASSES);
    }

    /** What writes and what reads the lake open it through {@link LakeSettings} alone. */
    @Test
    void onlyTheLakeKnowsHowACatalogIsOpened() {
        noClasses().should().dependOnClassesThat().belongToAnyOf(CatalogUtil.class).check(CLASSES);
    }

    /** The parts of the Alpaca source: no circle, and no arrow that runs back. */
    @Test
    void partsOfAlpacaKnowOnlyThoseBelow() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("source")
                .definedBy("io.tickhouse.connectors.alpaca")
                .layer("reader")
                .definedBy("io.tickhouse.connectors.alpaca.reader")
                .layer("live")
                .definedBy("io.tickhouse.connectors.alpaca.live")
                .layer("history")
                .definedBy("io.tickhouse.connectors.alpaca.history")
                .layer("memory")
                .definedBy("io.tickhouse.connectors.alpaca.memory")
                .layer("wire")
                .definedBy("io.tickhouse.connectors.alpaca.wire")
                .whereLayer("source")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("reader")
                .mayOnlyBeAccessedByLayers("source")
                .whereLayer("live")
                .mayOnlyBeAccessedByLayers("reader", "source")
                .whereLayer("history")
                .mayOnlyBeAccessedByLayers("reader")
                .whereLayer("memory")
                .mayOnlyBeAccessedByLayers("reader", "source")
                .check(CLASSES);
    }

    @Test
    void alpacasProtocolsDoNotKnowFlink() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..connectors.alpaca.wire",
                        "..connectors.alpaca.live",
                        "..connectors.alpaca.history")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.flink..")
                .check(CLASSES);
    }
}
