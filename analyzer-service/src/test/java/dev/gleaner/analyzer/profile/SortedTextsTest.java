package dev.gleaner.analyzer.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SortedTextsTest {

    /** One to four bytes in UTF-8, some of which begin with the same bytes. */
    private static final int[] LETTERS = {'a', 'b', '/', 0, 0x7f, 'é', 'è', '€', '₭', 0xffff, 0x1f600, 0x1f601, 0x10ffff
    };

    /** Whatever they are, sorted or not, with other content between them. */
    @SeededTest(200)
    void shouldKeepAnyTexts(long seed) {
        Random random = new Random(seed);
        List<String> texts = texts(random);
        if (random.nextBoolean()) {
            Collections.sort(texts);
        }
        RowBuffer row = RowBuffer.ofSize(random.nextInt(20));
        SortedTexts written = new SortedTexts();
        for (String text : texts) {
            written.put(row, text);
            row.putNumber(text.length());
        }
        row.putText("end");

        RowBuffer stored = RowBuffer.of(row.toBytes());
        SortedTexts read = new SortedTexts();
        for (String text : texts) {
            assertThat(read.get(stored)).isEqualTo(text);
            assertThat(stored.getNumber()).isEqualTo(text.length());
        }
        assertThat(stored.getText()).isEqualTo("end");
        assertThat(stored.isAtEnd()).isTrue();
    }

    @Test
    void shouldTakeOneByteForWhatIsEqualAndFewForWhatIsNear() {
        assertThat(size(List.of(""))).isEqualTo(1);
        assertThat(size(List.of("data/part-1/", "data/part-1/"))).isEqualTo(size(List.of("data/part-1/")) + 1);
        assertThat(size(List.of("data/part-1/", "data/part-2/"))).isEqualTo(size(List.of("data/part-1/")) + 3);
        String deep = "d/".repeat(500);
        assertThat(size(List.of(deep + "1", deep + "2"))).isEqualTo(size(List.of(deep + "1")) + 2);
    }

    /** Without room for what it claims to have: it may claim 2 GB. */
    @Test
    void shouldRefuseATextThatIsNotThere() {
        RowBuffer row = RowBuffer.ofSize(8);
        row.putByte(15);
        row.putNumber(Integer.MAX_VALUE - 50);

        assertThatThrownBy(() -> new SortedTexts().get(RowBuffer.of(row.toBytes())))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static int size(List<String> texts) {
        RowBuffer row = RowBuffer.ofSize(8);
        SortedTexts written = new SortedTexts();
        texts.forEach(text -> written.put(row, text));
        return row.toBytes().length;
    }

    /** Most begin like an earlier one; some are equal, empty, or long. */
    private static List<String> texts(Random random) {
        List<String> texts = new ArrayList<>(List.of("", ""));
        for (int number = random.nextInt(40); number > 0; number--) {
            String known = texts.get(random.nextInt(texts.size()));
            int kept = known.offsetByCodePoints(0, random.nextInt(known.codePointCount(0, known.length()) + 1));
            int more = random.nextInt(random.nextInt(10) == 0 ? 300 : 20);
            texts.add(known.substring(0, kept)
                    + IntStream.range(0, more)
                            .mapToObj(index -> Character.toString(LETTERS[random.nextInt(LETTERS.length)]))
                            .collect(Collectors.joining()));
        }
        return texts;
    }
}
