package dev.gleaner.collector.source.cloudtrail.digest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.cloudtrail.digest.DigestFault.Kind;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DigestFaultReporterTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final DigestFaultReporter faults = new DigestFaultReporter("cloudtrail-s3", new SourceMeters(registry));
    private final DigestFault gap = new DigestFault(Kind.GAP, "111122223333", "us-east-1", "a digest is missing");

    @Test
    void shouldTellEachOnceWithWhatToDo() {
        assertThat(faults.lines(List.of(gap)))
                .singleElement()
                .asString()
                .contains("cloudtrail-s3, 111122223333 us-east-1", "a digest is missing", Kind.GAP.remedy());
        assertThat(faults.lines(List.of(gap))).isEmpty();
        assertThat(counted("gap")).isEqualTo(1);
    }

    @Test
    void shouldTellAgainWhatWentAndCameBack() {
        faults.lines(List.of(gap));
        faults.lines(List.of());

        assertThat(faults.lines(List.of(gap))).hasSize(1);
        assertThat(counted("gap")).isEqualTo(2);
    }

    @Test
    void shouldShareALineAmongThoseOfAKind() {
        List<DigestFault> missing = IntStream.range(0, 7)
                .mapToObj(log -> new DigestFault(Kind.MISSING, "111122223333", "us-east-1", "log file " + log))
                .toList();

        assertThat(faults.lines(missing)).singleElement().asString().contains("log file 4; and 2 more");
        assertThat(counted("log-missing")).isEqualTo(7);
    }

    private double counted(String kind) {
        return registry.get("gleaner.collector.digest.faults")
                .tags("source", "cloudtrail-s3", "kind", kind)
                .counter()
                .count();
    }
}
