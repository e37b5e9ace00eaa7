package io.tickhouse.connectors;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Kafka, Iceberg and Alpaca: none of them knows another. */
class RoomsTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.tickhouse.connectors");

    @Test
    void connectorsDoNotKnowEachOther() {
        slices().matching("io.tickhouse.connectors.(*)..")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }
}
