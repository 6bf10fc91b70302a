package dev.unwait.tools;

import dev.unwait.tool.Catalogue;
import dev.unwait.tool.ToolSpec;
import java.util.List;

/// What every tool is, without a tool being made: for command lines and their help.
public final class ToolSpecs {
  /// In the order in which help shows them.
  public static final List<ToolSpec<?, ?>> ALL =
      List.of(
          ImportTool.SPEC,
          RefreshTool.SPEC,
          ProjectsTool.SPEC,
          ForgetTool.SPEC,
          ForkTool.SPEC,
          BranchesTool.SPEC,
          DiffTool.SPEC,
          CommitTool.SPEC,
          DiscardTool.SPEC,
          ApplyTool.SPEC,
          ReadTool.SPEC,
          EditTool.SPEC,
          DoctorTool.SPEC,
          Catalogue.BATCH);

  private ToolSpecs() {}
}
