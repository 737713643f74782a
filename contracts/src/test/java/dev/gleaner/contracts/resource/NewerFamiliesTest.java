package dev.gleaner.contracts.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NewerFamiliesTest {

    @Test
    void shouldNameTypesOfTheSameSize() {
        NewerFamilies families =
                NewerFamilies.parse(List.of("# comment", "m4,previous,intel,m6i", "m4,previous,graviton,m7g"));

        assertThat(families.of("m4.xlarge"))
                .containsExactly(
                        new NewerFamilies.Type(
                                NewerFamilies.Generation.PREVIOUS, NewerFamilies.Processor.INTEL, "m6i.xlarge"),
                        new NewerFamilies.Type(
                                NewerFamilies.Generation.PREVIOUS, NewerFamilies.Processor.GRAVITON, "m7g.xlarge"));
        assertThat(families.of("m6i.xlarge")).isEmpty();
        assertThat(families.of("m4")).isEmpty();
    }

    @Test
    void shouldSayWhatItExpected() {
        assertThatThrownBy(() -> NewerFamilies.parse(List.of("m4,previous,m6i")))
                .hasMessageContaining("FAMILY,GENERATION,PROCESSOR,NEWER", "m4,previous,m6i");
    }

    @Test
    void shouldReadTheBundledFamilies() {
        assertThat(NewerFamilies.bundled().of("t2.large"))
                .extracting(NewerFamilies.Type::name)
                .containsExactly("t3.large", "t3a.large", "t4g.large");
    }
}
