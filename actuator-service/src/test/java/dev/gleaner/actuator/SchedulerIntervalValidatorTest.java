package dev.gleaner.actuator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class SchedulerIntervalValidatorTest {

    static final List<String> KEYS = SchedulerIntervalValidator.KEYS;

    @Test
    void shouldTakeWhatTheClockCanKeep() {
        assertThatCode(() -> new SchedulerIntervalValidator(config(Map.of()))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @FieldSource("KEYS")
    void shouldNameTheIntervalThatIsTooShort(String key) {
        assertThatThrownBy(() -> new SchedulerIntervalValidator(config(Map.of(key, "PT0.999S"))))
                .hasMessageContaining(key + " is PT0.999S");
    }

    /** Whatever is scheduled by configuration is looked at here. */
    @Test
    void shouldKnowAllIntervals() {
        assertThat(new ClassFileImporter()
                                .withImportOption(new ImportOption.DoNotIncludeTests())
                                .importPackages("dev.gleaner.actuator")
                                .stream()
                                .map(JavaClass::getMethods)
                                .flatMap(methods -> methods.stream())
                                .filter(method -> method.isAnnotatedWith(Scheduled.class))
                                .map(SchedulerIntervalValidatorTest::every)
                                .filter(every -> every.startsWith("${"))
                                .map(every -> every.substring(2, every.length() - 1))
                                .distinct())
                .containsExactlyInAnyOrderElementsOf(KEYS);
    }

    private static String every(JavaMethod method) {
        return method.getAnnotationOfType(Scheduled.class).every();
    }

    private static SmallRyeConfig config(Map<String, String> particulars) {
        Map<String, String> all = new HashMap<>();
        KEYS.forEach(key -> all.put(key, "PT1S"));
        all.putAll(particulars);
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .build();
    }
}
