package dev.gleaner.analyzer.profile.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.profile.reuse.MissRatioCurve.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class MissRatioCurveTest {

    @Test
    void shouldReadTheRatioOfTheNextSmallerSize() {
        MissRatioCurve curve = new MissRatioCurve(List.of(new Point(10, 0.8), new Point(20, 0.5)));

        assertThat(curve.missRatio(9)).isEqualTo(1);
        assertThat(curve.missRatio(10)).isEqualTo(0.8);
        assertThat(curve.missRatio(19)).isEqualTo(0.8);
        assertThat(curve.missRatio(1000)).isEqualTo(0.5);
    }

    @Test
    void shouldHaveItsKneeWhereDoublingSavesTooLittle() {
        MissRatioCurve curve = new MissRatioCurve(List.of(
                new Point(1, 0.9), new Point(2, 0.6), new Point(4, 0.4), new Point(8, 0.37), new Point(16, 0.36)));

        assertThat(curve.knee(0.05)).contains(new Point(4, 0.4));
        assertThat(curve.knee(0.02)).contains(new Point(8, 0.37));
        assertThat(curve.knee(0.25)).contains(new Point(2, 0.6));
    }

    @Test
    void shouldHaveItsKneeAfterTheFallOfALoop() {
        MissRatioCurve curve = new MissRatioCurve(
                List.of(new Point(1, 0.99), new Point(2, 0.98), new Point(4, 0.98), new Point(8, 0.1)));

        assertThat(curve.knee(0.05)).contains(new Point(8, 0.1));
    }

    @Test
    void shouldHaveNoKneeIfNoCacheHelps() {
        assertThat(new MissRatioCurve(List.of(new Point(1, 0.99), new Point(2, 0.98))).knee(0.05))
                .isEmpty();
        assertThat(MissRatioCurve.empty().knee(0.05)).isEmpty();
    }
}
