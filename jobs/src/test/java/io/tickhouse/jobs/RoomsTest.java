package io.tickhouse.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Each job has a package of its own, and they share options alone. */
class RoomsTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.tickhouse.jobs");

    @Test
    void jobsDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAnyPackage("..jobs.flatten..", "..jobs.options..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..jobs.ingest..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage("..jobs.ingest..", "..jobs.options..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..jobs.flatten..")
                .check(CLASSES);
    }
}
