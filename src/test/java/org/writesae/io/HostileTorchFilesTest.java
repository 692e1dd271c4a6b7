package org.writesae.io;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Every attack is refused with its name; the file it would have made never appears. */
class HostileTorchFilesTest {
    private static final Path MARKER = Path.of("writesae-was-here");

    private record Attack(String name, String reason) {
    }

    private static final Attack[] ATTACKS = {
        new Attack("os_system", "posix.system"),
        new Attack("builtins_eval", "builtin"),
        new Attack("builtins_exec", "exec"),
        new Attack("subprocess", "commands.Popen"), // Python 2's name, which protocol 2 writes.
        new Attack("subprocess_call", "subprocess.call"),
        new Attack("getattr", "getattr"),
        new Attack("import_module", "__import__"),
        new Attack("in_module_state", "posix.system"),
        new Attack("torch_load", "torch.serialization.load"),
        new Attack("unknown_call", "shutil.rmtree"),
        new Attack("json_loads", "json.loads: is called"),
        new Attack("stack_global", "posix.system"),
        new Attack("setstate", "posix.system"),
        new Attack("reduce_by_name", "posix.system"),
        new Attack("inst", "posix.system"),
        new Attack("obj", "posix.system"),
        new Attack("extension", "opcode 0x82"),
        new Attack("persistent_text", "opcode 0x50"),
        new Attack("newobj_of_function", "posix.system"),
        new Attack("partial", "os.system"),
        new Attack("laughs", "shared parts"),
        new Attack("deep", "nested more than"),
        new Attack("cycle", "contains itself"),
        new Attack("huge_long", "2147483647 bytes claimed"),
        new Attack("negative_long", "4294967295 bytes claimed"),
        new Attack("huge_text", "bytes claimed"),
        new Attack("huge_text8", "bytes claimed"),
        new Attack("empty_stack", "malformed pickle"),
        new Attack("mark_as_value", "malformed pickle"),
        new Attack("list_as_key", "as a dictionary key"),
        new Attack("no_stop", "malformed pickle"),
        new Attack("unknown_memo", "malformed pickle"),
        new Attack("nested_opcode", "opcode 0xff"),
        new Attack("second_pickle", "bytes after its end"),
        new Attack("short_storage", "data/0: 100 elements of 4 bytes claimed, 16 bytes are there"),
        new Attack("stride_beyond", "reaches beyond the 4 elements"),
        new Attack("stride_overflow", "reaches beyond"),
        new Attack("size_overflow", "reaches beyond"),
        new Attack("expanded_bomb", "reaches beyond"),
        new Attack("negative_size", "-1 is not a length"),
        new Attack("negative_stride", "-1 is not a length"),
        new Attack("negative_offset", "offset -1"),
        new Attack("negative_numel", "-4 elements"),
        new Attack("offset_overflow", "reaches beyond"),
        new Attack("missing_storage", "data/9: the storage is missing"),
        new Attack("climbing_storage", "data/../data.pkl: the storage is missing"),
        new Attack("complex_storage", "torch.ComplexFloatStorage is not supported"),
    };

    @TestFactory
    Stream<DynamicTest> everyAttackIsRefusedByName() {
        return Stream.of(ATTACKS).map(attack -> DynamicTest.dynamicTest(attack.name(), () -> {
            String file = "hostile_" + attack.name() + ".pt";
            assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThatThrownBy(() -> TorchFile.read(TestFiles.file(file)))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(file).hasMessageContaining(attack.reason()));
        }));
    }

    @AfterEach
    void nothingRan() {
        assertThat(MARKER).doesNotExist();
    }

    @Test
    void everyHostileFileIsInTheList() throws Exception {
        try (Stream<Path> files = Files.list(TestFiles.file("expected.json").getParent())) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("hostile_")))
                    .containsExactlyInAnyOrderElementsOf(Stream.of(ATTACKS).map(a -> "hostile_" + a.name() + ".pt").toList());
        }
    }

    @Test
    void theFormatBeforeTorch16IsNamed() {
        assertThatThrownBy(() -> TorchFile.read(TestFiles.file("legacy.pt"))).isInstanceOf(InputException.class)
                .hasMessageContaining("legacy.pt").hasMessageContaining("before torch 1.6");
        assertThatThrownBy(() -> TorchFile.read(TestFiles.file("f4.npy"))).isInstanceOf(InputException.class)
                .hasMessageContaining("not a file written by torch.save");
        assertThatThrownBy(() -> TorchFile.read(TestFiles.file("stored.npz"))).isInstanceOf(InputException.class)
                .hasMessageContaining("0 data.pkl entries");
    }
}
