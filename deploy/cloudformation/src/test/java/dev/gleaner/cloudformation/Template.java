package dev.gleaner.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** The template with its functions in the long form. */
record Template(JsonNode document) {

    static final Path FILE = Path.of("gleaner.yaml");

    /** Reads the template. */
    static Template read() {
        try (Reader reader = Files.newBufferedReader(FILE)) {
            return new Template(ShortForms.lengthen(new Yaml(new LoaderOptions()).compose(reader)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The entries of a section, by logical id, in their order. */
    Map<String, JsonNode> section(String name) {
        Map<String, JsonNode> entries = new LinkedHashMap<>();
        document.path(name).properties().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        return entries;
    }

    Map<String, JsonNode> parameters() {
        return section("Parameters");
    }

    Map<String, JsonNode> resources() {
        return section("Resources");
    }

    /** All parameters, resources and conditions to which a node or its descendants refer. */
    static Set<String> named(JsonNode node) {
        Set<String> names = new TreeSet<>();
        collect(node, names);
        return names;
    }

    private static void collect(JsonNode node, Set<String> names) {
        node.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            switch (entry.getKey()) {
                case "Ref" -> names.add(value.asText());
                case "Fn::GetAtt", "Fn::If" -> names.add(value.path(0).asText());
                case "Fn::Sub" -> names.addAll(Substitution.names(value.asText()));
                case "Condition" -> {
                    // The conditions of a policy statement are objects.
                    if (value.isTextual()) {
                        names.add(value.asText());
                    }
                }
                case "DependsOn" -> names.add(value.asText());
                default -> {}
            }
        });
        node.forEach(child -> collect(child, names));
    }
}
