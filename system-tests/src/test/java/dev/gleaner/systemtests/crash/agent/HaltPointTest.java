package dev.gleaner.systemtests.crash.agent;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static org.assertj.core.api.Assertions.assertThat;

import net.bytebuddy.pool.TypePool;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HaltPointTest {

    /** The agent ignores a point whose method does not exist, so that the matrix would test nothing. It suspends an action by a Uni. */
    @ParameterizedTest
    @EnumSource(HaltPoint.class)
    void shouldNameAMethodOfTheActuator(HaltPoint point) {
        assertThat(TypePool.Default.ofSystemLoader()
                        .describe(point.className())
                        .resolve()
                        .getDeclaredMethods()
                        .filter(named(point.method()).and(returns(named("io.smallrye.mutiny.Uni")))))
                .hasSize(1);
    }
}
