package io.tickhouse.tools.topics;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The topics of the pipeline, read from YAML ({@code kafka/topics.yaml}). */
public final class TopicFile {

    private record Content(List<TopicDefinition> topics) {}

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final List<TopicDefinition> topics;

    private TopicFile(List<TopicDefinition> topics) {
        this.topics = topics;
    }

    /**
     * Reads a topic file.
     *
     * @throws UserError if it does not exist, or does not follow the form of kafka/topics.yaml
     */
    public static TopicFile read(Path file) {
        try {
            Content content = YAML.readValue(Files.readAllBytes(file), Content.class);
            if (content == null || content.topics() == null || content.topics().isEmpty()) {
                throw malformed(file, "it lists no topics", null);
            }
            return new TopicFile(List.copyOf(content.topics()));
        } catch (NoSuchFileException e) {
            throw UserError.badUsage("There is no topic file " + file + ": correct --file.");
        } catch (JacksonException e) {
            throw malformed(file, e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw UserError.failed("Cannot read " + file + ": " + e.getMessage() + ".", e);
        }
    }

    private static UserError malformed(Path file, String why, Exception cause) {
        return UserError.failed(
                "Cannot use " + file + " (" + why + "): give it the form of kafka/topics.yaml.",
                cause);
    }

    public List<TopicDefinition> topics() {
        return topics;
    }

    Optional<TopicDefinition> topic(String name) {
        return topics.stream().filter(t -> t.name().equals(name)).findFirst();
    }
}
