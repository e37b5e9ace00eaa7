package io.tickhouse.tools.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.tickhouse.minio.lake.LakeSettings;
import org.apache.iceberg.CatalogUtil;
import org.junit.jupiter.api.Test;

/** The arrows between the packages of the command line; those between its modules are Maven's. */
class RoomsTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.tickhouse.tools");

    @Test
    void noPackageIsInACircle() {
        slices().matching("io.tickhouse.tools.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    /** Main knows all commands, so a command that knew Main would be in a circle with it. */
    @Test
    void noCommandKnowsTheProgram() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.tickhouse.tools.cli")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Main.class)
                .check(CLASSES);
    }

    /** What writes and what reads the lake open it through {@link LakeSettings} alone. */
    @Test
    void onlyTheLakeKnowsHowACatalogIsOpened() {
        noClasses().should().dependOnClassesThat().belongToAnyOf(CatalogUtil.class).check(CLASSES);
    }
}
