package io.tickhouse.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each job has a package of its own, and they share options alone. */
class RoomsTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.tickhouse.jobs");

    private static final List<String> JOBS =
            List.of(
                    "..jobs.flatten..",
                    "..jobs.ingest..",
                    "..jobs.compact..",
                    "..jobs.analytics..");

    @Test
    void jobsDoNotKnowEachOther() {
        for (String job : JOBS) {
            noClasses()
                    .that()
                    .resideOutsideOfPackage(job)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(job)
                    .check(CLASSES);
        }
    }
}
