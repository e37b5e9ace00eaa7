package io.tickhouse.tools.flink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.StateFile;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Plans of the jobs that were submitted from a home, one file for each job id. */
final class JobRecords {

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Path folder;

    JobRecords(Path home) {
        this.folder = home.resolve("cli/jobs");
    }

    void remember(String id, JobPlan plan) throws IOException {
        StateFile.write(folder.resolve(id), plan);
    }

    /**
     * The plan of a job.
     *
     * @param id or its first digits, as in the name of a savepoint
     */
    Optional<JobPlan> find(String id) {
        if (id.isEmpty() || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> matching = Files.newDirectoryStream(folder, id + "*")) {
            for (Path file : matching) {
                return Optional.of(JSON.readValue(file.toFile(), JobPlan.class));
            }
            return Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty(); // from an earlier version, which recorded only the kind of job
        } catch (IOException e) {
            throw UserError.failed("The folder " + folder + " cannot be read.", e);
        }
    }
}
