package dev.unwait.tools;

import dev.unwait.tool.Catalogue;
import dev.unwait.tool.ToolSpec;
import java.util.List;

/// Every tool by its description, for those who need no tool itself, such as the command line.
public final class ToolSpecs {
  /// In the order in which they are listed everywhere.
  public static final List<ToolSpec<?, ?>> ALL =
      List.of(
          ForkTool.SPEC,
          BranchesTool.SPEC,
          DiffTool.SPEC,
          CommitTool.SPEC,
          DiscardTool.SPEC,
          RunTool.SPEC,
          OutputTool.SPEC,
          SignalTool.SPEC,
          ReadTool.SPEC,
          EditTool.SPEC,
          SearchTool.SPEC,
          Catalogue.BATCH,
          ImportTool.SPEC,
          RefreshTool.SPEC,
          ApplyTool.SPEC,
          ProjectsTool.SPEC,
          ForgetTool.SPEC,
          ReportTool.SPEC,
          StatusTool.SPEC,
          DoctorTool.SPEC,
          DownTool.SPEC);

  private ToolSpecs() {}
}
