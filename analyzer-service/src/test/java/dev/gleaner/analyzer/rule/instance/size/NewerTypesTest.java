package dev.gleaner.analyzer.rule.instance.size;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.resource.NewerFamilies;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table of newer families is for the analyzer and the collector, and that of sizes for the analyzer alone. */
class NewerTypesTest {

    private static final InstanceSizeTable SIZES = InstanceSizeTable.bundled();

    /** A c4.8xlarge has 36 vCPUs. */
    private static final Set<String> LARGER = Set.of("c4.8xlarge");

    @Test
    void shouldBeNoSmallerThanWhatTheyReplace() {
        int compared = 0;
        for (InstanceSize present : SIZES.all()) {
            if (LARGER.contains(present.type())) {
                continue;
            }
            for (NewerFamilies.Type newer : NewerFamilies.bundled().of(present.type())) {
                List<InstanceSize> known = SIZES.of(newer.name()).stream().toList();
                assertThat(known).allSatisfy(size -> {
                    assertThat(size.cpus()).as(size.type()).isGreaterThanOrEqualTo(present.cpus());
                    assertThat(size.memoryMib()).as(size.type()).isGreaterThanOrEqualTo(present.memoryMib());
                    assertThat(size.architecture())
                            .as(size.type())
                            .isEqualTo(newer.processor() == NewerFamilies.Processor.GRAVITON ? "arm64" : "amd64");
                    assertThat(size.gpus().count()).as(size.type()).isZero();
                });
                compared += known.size();
            }
        }
        assertThat(compared).isGreaterThan(100);
    }
}
