package dev.gleaner.kits.cache;

import dev.gleaner.local.runtime.process.ExternalProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Runs {@code render} and reads what it wrote. */
record RenderedCache(Path folder, ExternalProgram.Result result) {

    static final Path SCRIPT = Path.of("cache/render").toAbsolutePath().normalize();

    static final String FINDING = """
            {"id": "fnd_0a1b", "rule": "repeated-download", "status": "OPEN", "account": "123456789012", "region": "%s", "resource": "%s",
             "evidence": [{"name": "share read again", "value": 71.5, "unit": "percent", "threshold": 30.0, "samples": 720, "coverage": 1.0},
                          {"name": "cache size at the knee", "value": %s, "unit": "bytes", "samples": 720, "coverage": 1.0}]}
            """;

    /** Renders into a folder with these arguments before it. */
    static RenderedCache render(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(arguments));
        command.add(folder.toString());
        return new RenderedCache(folder, ExternalProgram.run(command));
    }

    /** Renders a finding on a resource with a size in bytes at the knee, as JSON writes it. */
    static RenderedCache ofFinding(Path temporary, String resource, String bytes, String... options)
            throws IOException {
        Assumptions.assumeTrue(ExternalProgram.find("jq").isPresent(), "No jq: install it to render a finding");
        Path finding = Files.writeString(
                temporary.resolve("finding.json"), FINDING.formatted("eu-central-1", resource, bytes));
        return render(
                temporary.resolve("out"),
                Stream.concat(Stream.of(finding.toString()), Stream.of(options)).toArray(String[]::new));
    }

    String unit() {
        return read(".service");
    }

    String manifest() {
        return read(".yaml");
    }

    /** The documents of the manifest: the volume, then its claim. */
    List<Map<String, Object>> documents() {
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        return StreamSupport.stream(yaml.loadAll(manifest()).spliterator(), false)
                .map(RenderedCache::map)
                .toList();
    }

    Path file(String suffix) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + suffix + " after: " + result.output()));
        } catch (IOException e) {
            throw new AssertionError(result.output(), e);
        }
    }

    /** The words of {@code ExecStart}; none of them contains a space. */
    List<String> command() {
        String line = unit().lines()
                .filter(each -> each.startsWith("ExecStart="))
                .findFirst()
                .orElseThrow();
        return Stream.of(line.substring("ExecStart=".length()).split(" "))
                .map(word -> word.replaceAll("^\"(.*)\"$", "$1"))
                .toList();
    }

    /** The value after an option of {@code mount-s3}. */
    String option(String name) {
        List<String> words = command();
        return words.get(words.indexOf(name) + 1);
    }

    @SuppressWarnings("unchecked") // a document of Kubernetes is a mapping with names as keys
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private String read(String suffix) {
        try {
            return Files.readString(file(suffix));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
