package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/guards.md says of each guard what ends its objection, in the words that people read with a finding. */
class GuardsDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/guards.md");
    private static final String HEADING = "### What ends an objection";

    /** Names that the execution gives to objections that are of no guard. */
    private static final List<String> OF_EXECUTION = List.of("live-evidence", "obstacle", "policy");

    private static final GuardConfig CONFIG = ConfiguredGuards.config(Map.of());

    static Stream<Guard> guards() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.gleaner.actuator.guard");
        return Stream.concat(
                classes.stream()
                        .filter(type -> type.isAssignableTo(Guard.class) && !type.isInterface())
                        .filter(type -> !type.isEquivalentTo(Guard.Uniform.class))
                        .map(JavaClass::reflect)
                        .map(GuardsDocumentTest::withDefaults),
                classes.stream()
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> field.getRawType().isAssignableTo(Guard.class))
                        .map(JavaField::reflect)
                        .map(GuardsDocumentTest::constant));
    }

    @ParameterizedTest
    @MethodSource("guards")
    void shouldSayWhatEndsTheObjectionOfEachGuard(Guard guard) throws IOException {
        String row = rows().getOrDefault(guard.name(), "");

        assertThat(row).as("what ends " + guard.name()).isNotBlank();
        if (guard instanceof Guard.Refusing refusing) {
            assertThat(row).contains(refusing.lift(new Case().situation()));
        } else if (!guard.name().equals("canary")) {
            assertThat(row).contains(GuardResult.Delay.LIFT);
        }
    }

    @Test
    void shouldSayWhatNothingEnds() throws IOException {
        Case spot = new Case();
        spot.lifecycle = "spot";

        assertThat(rows().get("loses-data"))
                .contains(new IdlenessGuards.InstanceDataLossGuard().lift(spot.situation()));
    }

    @Test
    void shouldSayWhatEndsTheHaltOfAWaveAndABudgetThatIsTooSmall() throws IOException {
        Case halted = new Case();
        halted.wave = new CanaryWaveState("ACTION", Case.ACCOUNT, 1, 1, 0, 1, 1, Optional.empty());
        Case large = new Case();
        large.budgets = List.of(Case.unspent(HourlyBudget.Unit.DOLLARS, 100));

        assertThat(rows().get("canary")).contains(onlyObjection(halted).lift());
        assertThat(rows().get("budget")).contains(onlyObjection(large).lift());
    }

    /** A schedule stops it at the next opportunity; nobody repeats an undo that was refused. */
    @Test
    void shouldSayWhatEndsTheObjectionToAStopOfAnInstanceAtWork() throws IOException {
        Case scheduled = new Case();
        scheduled.schedule = Optional.of("UTC Mon 08:00-18:00");
        IdlenessGuards.CurrentlyQuietGuard guard = new IdlenessGuards.CurrentlyQuietGuard(CONFIG.busy());

        assertThat(guard.lift(scheduled.situation())).contains("the schedule tries again");
        assertThat(guard.lift(new Case().situation())).contains("undo it again");
        assertThat(rows().get("quiet-now"))
                .contains(guard.lift(scheduled.situation()))
                .contains(guard.lift(new Case().situation()));
    }

    @Test
    void shouldTellOfNothingThatDoesNotExist() throws IOException {
        List<String> names = Stream.concat(guards().map(Guard::name), OF_EXECUTION.stream())
                .distinct()
                .toList();

        assertThat(rows().keySet()).containsExactlyInAnyOrderElementsOf(names);
    }

    private static GuardResult onlyObjection(Case with) {
        List<GuardResult> objections = new GuardEvaluator(CONFIG).preview(with.situation());
        assertThat(objections).hasSize(1);
        return objections.get(0);
    }

    /** The rows by the name of the guard, without the marks of code. */
    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        Files.readAllLines(DOCUMENT).stream()
                .dropWhile(line -> !line.equals(HEADING))
                .skip(1)
                .takeWhile(line -> !line.startsWith("#"))
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.replace("`", "").split("\\|"))
                .forEach(cells -> Arrays.stream(cells[1].split(",")).forEach(name -> rows.put(name.strip(), cells[2])));
        return rows;
    }

    private static Guard constant(Field field) {
        try {
            field.setAccessible(true);
            return (Guard) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A guard with the values that are configured by default. */
    private static Guard withDefaults(Class<?> type) {
        try {
            RecordComponent[] components = type.getRecordComponents();
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return (Guard) constructor.newInstance(Arrays.stream(components)
                    .map(component -> value(component.getName(), component.getType()))
                    .toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object value(String name, Class<?> type) {
        Map<Class<?>, Object> byType = Map.of(
                Duration.class,
                name.equals("within") ? CONFIG.flaps().within() : CONFIG.process(),
                String.class,
                CONFIG.protectedTag(),
                Optional.class,
                Optional.empty(),
                Set.class,
                Set.of(),
                double.class,
                CONFIG.busy(),
                int.class,
                CONFIG.flaps().times(),
                IdlenessRequirement.class,
                IdlenessRequirement.of(CONFIG),
                ControllerRegistry.class,
                new ControllerRegistry(List.of(), CONFIG.managers()),
                ChangeCalendar.class,
                new ChangeCalendar(List.of(), List.of()),
                List.class,
                List.of());
        return Optional.ofNullable(byType.get(type)).orElseThrow(() -> new IllegalStateException("of type " + type));
    }
}
