package dev.gleaner.collector.source.inventory.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.signal.proto.PrefixSize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.model.StorageClass;

class BucketHistogramTest {

    static IntStream seeds() {
        return IntStream.range(0, 50);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldCountTheSameInWhateverOrderKeysCome(int seed) {
        Random random = new Random(seed);
        List<Integer> objects = new ArrayList<>(IntStream.range(0, 200).boxed().toList());
        List<PrefixSize> inOrder = count(objects, 5);

        Collections.shuffle(objects, random);

        assertThat(count(objects, 5)).isEqualTo(inOrder);
    }

    @Test
    void shouldTellTheFirstPrefixesByNameAndAddUpTheOthers() {
        List<Integer> objects = IntStream.range(0, 200).boxed().toList();

        List<PrefixSize> told = count(objects, 5);

        assertThat(told).extracting(PrefixSize::getPrefix).containsExactly("p00/", "p01/", "p02/", "p03/", "p04/", "*");
        assertThat(told).extracting(PrefixSize::getObjects).containsExactly(10L, 10L, 10L, 10L, 10L, 150L);
        assertThat(told.stream().mapToLong(PrefixSize::getDeleteMarkers).sum()).isEqualTo(200);
        assertThat(told.stream().mapToLong(PrefixSize::getBytes).sum())
                .isEqualTo(objects.stream().mapToLong(Integer::longValue).sum());
    }

    @Test
    void shouldTellOfNoOthersWhereThereAreNone() {
        assertThat(count(IntStream.range(0, 200).boxed().toList(), 20))
                .hasSize(20)
                .extracting(PrefixSize::getPrefix)
                .doesNotContain("*");
    }

    /** Of 20 prefixes: an object and a delete marker under each key. */
    private static List<PrefixSize> count(List<Integer> objects, int limit) {
        BucketHistogram bucketHistogram = new BucketHistogram(limit);
        for (int object : objects) {
            String key = String.format("p%02d/%d", object % 20, object);
            bucketHistogram.forKey(key).add(StorageClass.STANDARD, object % 3 == 0, object, object);
            bucketHistogram.forKey(key).addDeleteMarker();
        }
        List<PrefixSize> told = new ArrayList<>();
        bucketHistogram.forEach((prefix, histogram) -> told.add(histogram.message(prefix, true)));
        return told;
    }
}
