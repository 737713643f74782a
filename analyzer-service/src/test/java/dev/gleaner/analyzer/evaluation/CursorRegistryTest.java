package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.profile.EvaluatedHours;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.store.InMemoryStateStore;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.resource.AccountRegion;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorRegistryTest {

    private static final int ACCOUNTS = 5;
    private static final int SUBJECTS = 20;

    private final StateStore stateStore = new InMemoryStateStore();

    /** What is kept of the cursors is what a registry finds that reads them all. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldKnowOfItsCursorsWhatARegistryKnowsThatStartsAnew(long seed) {
        Random random = new Random(seed);
        CursorRegistry registry = new CursorRegistry("instance", stateStore);

        for (int step = 0; step < 300; step++) {
            change(registry, random, step);
            registry.save();
            CursorRegistry anew = new CursorRegistry("instance", stateStore);
            assertThat(firstActive(registry)).isEqualTo(firstActive(anew)).isEqualTo(firstWithPass(registry));
            assertThat(registry.countDue()).isEqualTo(anew.countDue());
            assertThat(registry.isEmpty()).isEqualTo(anew.isEmpty());
        }
    }

    @Test
    void shouldFindASubjectThatIsBehindInItsPresentAccountOnly() {
        CursorRegistry registry = new CursorRegistry("instance", stateStore);
        registry.putBehind("a", new CursorRegistry.Behind(account(0), new Hour(1), 0));
        registry.putBehind("b", new CursorRegistry.Behind(account(0), new Hour(1), 2));

        registry.putBehind("a", new CursorRegistry.Behind(account(1), new Hour(1), 3));

        assertThat(registry.behind(account(0))).containsExactly("b");
        assertThat(registry.behind(account(1))).containsExactly("a");
        assertThat(registry.firstDue()).isEqualTo("a");
        assertThat(registry.countDue()).isEqualTo(5);
        registry.removeBehind("a");
        registry.removeBehind("b");
        assertThat(registry.behind(account(1))).isEmpty();
        assertThat(registry.firstDue()).isNull();
        assertThat(registry.isEmpty()).isTrue();
    }

    private static void change(CursorRegistry registry, Random random, int step) {
        EvaluationCursor cursor = registry.of(account(random.nextInt(ACCOUNTS)));
        String key = "subject-" + random.nextInt(SUBJECTS);
        boolean hasPass = cursor.target() != null;
        switch (random.nextInt(4)) {
            case 0 -> {
                if (!hasPass) {
                    registry.begin(cursor, new EvaluatedHours(new Hour(step), new Hour(step + 24), null, false));
                }
            }
            case 1 -> {
                if (hasPass) {
                    registry.finish(cursor);
                }
            }
            case 2 -> registry.add(cursor, "subject-");
            default -> {
                if (cursor.subjects() > 0) {
                    registry.remove(cursor, key);
                }
            }
        }
    }

    private static @Nullable AccountRegion firstActive(CursorRegistry registry) {
        EvaluationCursor cursor = registry.firstActive();
        return cursor == null ? null : cursor.accountRegion();
    }

    private static @Nullable AccountRegion firstWithPass(CursorRegistry registry) {
        return registry.all().stream()
                .filter(cursor -> cursor.target() != null)
                .map(EvaluationCursor::accountRegion)
                .findFirst()
                .orElse(null);
    }

    private static AccountRegion account(int number) {
        return new AccountRegion("12345678901" + number, "us-east-1");
    }
}
