package dev.gleaner.analyzer.profile.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The rows of days. */
class ClosedCounterDayTest {

    /** A day in the format before. */
    private static final String BEFORE =
            "010e646174656e2f6772c3b6c39f652f0965752d776573742d31ffffff078080808010e887808010d08f808010b897808010"
                    + "a09f80801088a7808010f0ae808010d8b6808010c0be808010a8c680801090ce808010f8d5808010e0dd808010c8e5808010"
                    + "b0ed80801098f580801080fd808010e884818010d08c818010b894818010a09c81801088a4818010f0ab818010d8b3818010"
                    + "0e646174656e2f6772c3b6c39f652f08696e7465726e657481808004008080808080808002076d6f64656c732f00800105";

    private static final CounterKey NEAR = new CounterKey("daten/größe/", "eu-west-1");
    private static final CounterKey FAR = new CounterKey("daten/größe/", "internet");
    private static final CounterKey OTHER = new CounterKey("models/", "");

    @SeededTest(100)
    void shouldKeepWhatIsStored(long seed) {
        Random random = new Random(seed);
        ClosedCounterDay day = new ClosedCounterDay();
        List<CounterKey> routes = new ArrayList<>();
        for (int number = random.nextInt(30); number > 0; number--) {
            CounterKey route = new CounterKey("part-" + random.nextInt(20) + "/", "region-" + random.nextInt(3));
            routes.add(route);
            int common = random.nextInt(3);
            for (int hour = 0; hour < Hour.PER_DAY; hour++) {
                if (common == 0 || random.nextInt(3) < common) {
                    day.add(route, hour, random.nextLong() >>> (1 + random.nextInt(63)) & Long.MAX_VALUE >> 6);
                }
            }
        }

        assertThat(content(ClosedCounterDay.decode(day.encode()), routes)).isEqualTo(content(day, routes));
    }

    @Test
    void shouldReadTheFormatBefore() {
        ClosedCounterDay day = day();

        assertThat(ClosedCounterDay.decode(HexFormat.of().parseHex(BEFORE)).encode())
                .isEqualTo(day.encode());
        assertThat(content(ClosedCounterDay.decode(HexFormat.of().parseHex(BEFORE)), List.of(NEAR, FAR, OTHER)))
                .isEqualTo(content(day, List.of(NEAR, FAR, OTHER)));
    }

    @Test
    void shouldRefuseAFormatOfALaterVersion() {
        byte[] row = day().encode();
        row[0]++;

        assertThatThrownBy(() -> ClosedCounterDay.decode(row)).hasMessageContaining("the format 3");
    }

    /** Bytes that differ by a tenth, so in 29 bits; one by one each would take 5 bytes. */
    @Test
    void shouldTakeTheBitsInWhichHoursDiffer() {
        Random random = new Random(1);
        ClosedCounterDay day = new ClosedCounterDay();
        for (int part = 10; part < 30; part++) {
            for (int hour = 0; hour < Hour.PER_DAY; hour++) {
                day.add(new CounterKey("part-" + part + "/", "us-east-1"), hour, (long)
                        (4_500_000_000L * (1 + random.nextDouble() / 10)));
            }
        }

        assertThat(day.encode().length).isLessThan(20 * (Hour.PER_DAY * 29 / Byte.SIZE + 16));
    }

    private static ClosedCounterDay day() {
        ClosedCounterDay day = new ClosedCounterDay();
        for (int hour = 0; hour < Hour.PER_DAY; hour++) {
            day.add(NEAR, hour, (1L << 32) + 1000L * hour);
        }
        day.add(FAR, 0, 0);
        day.add(FAR, 23, 1L << 50);
        day.add(OTHER, 7, 5);
        return day;
    }

    private static List<Long> content(ClosedCounterDay day, List<CounterKey> routes) {
        List<Long> content = new ArrayList<>();
        for (CounterKey route : routes) {
            for (int hour = 0; hour < Hour.PER_DAY; hour++) {
                content.add(day.bytes(route, hour));
            }
        }
        return content;
    }
}
