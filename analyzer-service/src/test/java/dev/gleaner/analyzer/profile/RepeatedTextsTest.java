package dev.gleaner.analyzer.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.SeededTest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RepeatedTextsTest {

    private static final List<String> REGIONS = List.of("", "eu-west-1", "internet", "us-east-1", "größe");

    @SeededTest(50)
    void shouldKeepTextsInTheirOrder(long seed) {
        List<String> texts = new Random(seed)
                .ints(300, 0, 300)
                .mapToObj(number -> number % 2 == 0 ? REGIONS.get(number % REGIONS.size()) : "region-" + number)
                .toList();
        RowBuffer row = RowBuffer.of(encode(texts));
        RepeatedTexts read = new RepeatedTexts();

        assertThat(texts).allSatisfy(text -> assertThat(read.get(row)).isEqualTo(text));
        assertThat(row.isAtEnd()).isTrue();
    }

    @Test
    void shouldWriteEachTextOnce() {
        assertThat(encode(List.of("eu-west-1", "internet", "eu-west-1", "internet")))
                .hasSize(encode(List.of("eu-west-1", "internet")).length + 2);
    }

    private static byte[] encode(List<String> texts) {
        RowBuffer row = RowBuffer.ofSize(8);
        RepeatedTexts written = new RepeatedTexts();
        texts.forEach(text -> written.put(row, text));
        return row.toBytes();
    }
}
