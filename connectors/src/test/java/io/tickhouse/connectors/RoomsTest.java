package io.tickhouse.connectors;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
}
