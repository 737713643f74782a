package dev.gleaner.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {

    @TempDir
    Path folder;

    @Test
    void shouldKnowEachTokenWithItsRoles() throws IOException {
        Path path = Files.writeString(
                folder.resolve("tokens"), "# people\nabc alice viewer,approver\n\n  def bob viewer\n");

        TokenFile tokens = TokenFile.open(path);

        assertThat(tokens.caller("abc")).contains(new AuthenticatedCaller("alice", Set.of("viewer", "approver")));
        assertThat(tokens.caller("def")).contains(new AuthenticatedCaller("bob", Set.of("viewer")));
        assertThat(tokens.caller("abcd")).isEmpty();
        assertThat(tokens.caller("")).isEmpty();
    }

    @Test
    void shouldMakeOneTokenOfAllRolesThatOnlyTheOwnerCanRead() throws IOException {
        Path path = folder.resolve("secrets/tokens");

        TokenFile tokens = TokenFile.open(path);

        String token = Files.readString(path).split(" ", 2)[0];
        assertThat(token).hasSizeGreaterThan(40);
        assertThat(tokens.caller(token).orElseThrow().roles())
                .containsExactlyInAnyOrder("viewer", "approver", "operator", "ingest");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(TokenFile.open(path).caller(token)).isPresent();
    }

    @Test
    void shouldNameTheLineThatIsWrong() throws IOException {
        Path path = Files.writeString(folder.resolve("tokens"), "abc alice viewer\nabc\n");

        assertThatThrownBy(() -> TokenFile.open(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2: expected TOKEN IDENTITY role,role");
    }

    /** While somebody writes the file, and after it is gone: it is read at the start alone. */
    @Test
    void shouldKnowItsTokensWhateverBecomesOfTheFile() throws IOException {
        Path path = Files.writeString(folder.resolve("tokens"), "abc alice viewer\n");
        TokenFile tokens = TokenFile.open(path);

        Files.writeString(path, "");
        assertThat(tokens.caller("abc")).isPresent();
        Files.delete(path);
        assertThat(tokens.caller("abc")).isPresent();
    }

    /** The hash of "abc" begins with ba7816bf (FIPS 180-2, B.1). */
    @Test
    void shouldTellAnUnknownTokenByItsHashAlone() throws IOException {
        TokenFile tokens = TokenFile.open(Files.writeString(folder.resolve("tokens"), "def bob viewer\n"));

        assertThat(tokens.describeUnknown("abc"))
                .isEqualTo(
                        "the token with the hash sha256:ba7816bf... is none of the 1 that the token file had at the start");
    }

    @Test
    void shouldSayWhyARequestIsNotAuthenticated() {
        assertThat(BearerAuthentication.reason(null, null)).isEqualTo("it has no header Authorization");
        assertThat(BearerAuthentication.reason("Basic YTpi", null)).contains("not of the scheme Bearer");
        assertThat(BearerAuthentication.reason("Bearer abc", "no such token")).isEqualTo("no such token");
    }

    @Test
    void shouldKnowNobodyWithoutAFile() {
        assertThat(TokenFile.empty().caller("anything")).isEmpty();
    }
}
